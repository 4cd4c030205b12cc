using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Tests.Errors;

/// <summary>The texts of what can be wrong with a throw-away PostgreSQL server.</summary>
public sealed class PostgresErrorsTests
{
    private const string OtherServer = "AddPostgres(name, connectionString) takes any other server, a container's included.";

    [Test]
    public void DBG7020_says_where_was_looked_and_what_to_install() => Assert.That(PostgresErrors.NoBinaries(["the PATH: /bin", "/usr/lib/postgresql/*/bin"]).Message, Is.EqualTo($"""
        DBG7020: A test needs a PostgreSQL database and no server is named, so one would be started, but its programs 'initdb' and 'postgres' were not found on this machine.
          Tried: the PATH: /bin
                 /usr/lib/postgresql/*/bin
          Fix:   install the server: 'apt-get install postgresql' (Debian, Ubuntu), 'dnf install postgresql-server' (Fedora, Red Hat), 'apk add postgresql' (Alpine), 'brew install postgresql' (macOS). {OtherServer}
          More:  docs/errors.md#dbg7020
        """));

    [Test]
    public void DBG7021_names_the_folder() => Assert.That(PostgresErrors.NoBinariesIn("/opt/pg").Message, Is.EqualTo("""
        DBG7021: The folder given for PostgreSQL's programs, /opt/pg, does not hold both 'initdb' and 'postgres'.
          Fix:   name the folder that 'pg_config --bindir' prints, or leave it out.
          More:  docs/errors.md#dbg7021
        """));

    [Test]
    public void DBG7022_says_why_no_other_user_can_be_taken() => Assert.That(PostgresErrors.NoUnprivilegedUser("there is none").Message, Is.EqualTo("""
        DBG7022: PostgreSQL refuses to run as root, and the tests do; no other user can be taken for it: there is none.
          Fix:   add a user 'postgres' and one of the programs setpriv, runuser and su, or run the tests as another user than root.
          More:  docs/errors.md#dbg7022
        """));

    [Test]
    public void DBG7023_shows_what_initdb_wrote() => Assert.That(PostgresErrors.NotMade("one\ntwo").Message, Is.EqualTo($"""
        DBG7023: A throw-away PostgreSQL server could not be started: initdb failed.
          Log:   one
                 two
          Fix:   mend what the log complains of. {OtherServer}
          More:  docs/errors.md#dbg7023
        """));

    [Test]
    public void DBG7024_shows_what_the_server_wrote() => Assert.That(PostgresErrors.NotStarted("FATAL: no").Message, Is.EqualTo($"""
        DBG7024: A throw-away PostgreSQL server could not be started.
          Log:   FATAL: no
          Fix:   mend what the log complains of. {OtherServer}
          More:  docs/errors.md#dbg7024
        """));

    [Test]
    public void DBG7025_names_the_limit() => Assert.That(PostgresErrors.StartTimedOut(TimeSpan.FromMinutes(1), "starting").Message, Is.EqualTo($"""
        DBG7025: A throw-away PostgreSQL server did not start within 60 s.
          Log:   starting
          Fix:   see in the log what it waits for, or whether the machine is overloaded. {OtherServer}
          More:  docs/errors.md#dbg7025
        """));

    [Test]
    public void DBG7026_names_the_folder_and_the_reason() => Assert.That(PostgresErrors.NoFolder("/tmp/x", new IOException("No space left.")).Message, Is.EqualTo("""
        DBG7026: No folder for a throw-away PostgreSQL server could be made at /tmp/x: No space left.
          Fix:   make that place writable and free space on it, or set TMPDIR to another.
          More:  docs/errors.md#dbg7026
        """));

    [Test]
    public void DBG7027_shows_the_log_s_end() => Assert.That(PostgresErrors.Ended("LOG: shutting down").Message, Is.EqualTo("""
        DBG7027: The throw-away PostgreSQL server of this run has ended by itself.
          Log:   LOG: shutting down
          Fix:   see in the log what ended it; its databases are gone, so start the run again.
          More:  docs/errors.md#dbg7027
        """));

    [Test]
    public void DBG7028_says_that_the_run_is_over() => Assert.That(PostgresErrors.Stopped().Message, Is.EqualTo("""
        DBG7028: A PostgreSQL database is asked for after the end of the run, when its server has been stopped.
          Fix:   end whatever still works when the last test is over.
          More:  docs/errors.md#dbg7028
        """));

    [Test]
    public void DBG7029_names_the_way_out() => Assert.That(PostgresErrors.NotOnThisSystem().Message, Is.EqualTo($"""
        DBG7029: Throw-away PostgreSQL servers need a system with a POSIX shell, which Windows is not.
          Fix:   name a server that runs already: {OtherServer}
          More:  docs/errors.md#dbg7029
        """));
}
