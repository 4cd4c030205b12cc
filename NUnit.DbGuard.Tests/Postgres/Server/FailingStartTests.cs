using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>A server that cannot be started: the error says why, and nothing stays behind.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FailingStartTests
{
    private string _root = null!;

    [SetUp]
    public void MakeRoot() => _root = ServerRoot.Create();

    [TearDown]
    public void RemoveRoot() => Directory.Delete(_root, recursive: true);

    [Test]
    public void A_setting_that_the_server_refuses_is_shown_with_the_log()
    {
        using PostgresServer server = new(new PostgresServerOptions { Root = _root, Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } });

        DatabaseSetUpException failure = Failure(server);

        Assert.That(failure.Code, Is.EqualTo("DBG7024"));
        Assert.That(failure.Message, Does.Contain("  Log:   ").And.Contain("unrecognized configuration parameter \"no_such_setting\""));
        Assert.That(Directory.GetFileSystemEntries(_root), Is.Empty);
    }

    [Test]
    public void A_failure_is_kept_and_told_again()
    {
        using PostgresServer server = new(new PostgresServerOptions { Root = _root, Settings = new Dictionary<string, string> { ["max_connections"] = "none" } });
        string message = Failure(server).Message;

        Assert.That(Failure(server).Message, Is.EqualTo(message));
    }

    [Test]
    public void What_initdb_complains_of_is_shown()
    {
        string binaries = FakeBinaries(initdb: "echo 'initdb: error: no space'; exit 1");
        using PostgresServer server = new(new PostgresServerOptions { Root = _root, BinariesFolder = binaries });

        DatabaseSetUpException failure = Failure(server);

        Assert.That(failure.Code, Is.EqualTo("DBG7023"));
        Assert.That(failure.Message, Does.Contain("  Log:   initdb: error: no space"));
    }

    [Test]
    public void A_system_without_the_Unicode_locale_gets_the_plain_one()
    {
        string initdb = Path.Combine(PostgresBinariesSearch.OfMachine().Find(given: null), "initdb");
        string postgres = Path.Combine(Path.GetDirectoryName(initdb)!, "postgres");
        string binaries = FakeBinaries(
            initdb: $"case \"$*\" in *C.UTF-8*) echo 'initdb: error: invalid locale name \"C.UTF-8\"'; exit 1;; esac; exec '{initdb}' \"$@\"",
            postgres: $"exec '{postgres}' \"$@\"");
        using PostgresServer server = new(new PostgresServerOptions { Root = _root, BinariesFolder = binaries });

        string[] answers = ServerOwner.Query(server.Start(), "SELECT datcollate FROM pg_database WHERE datname = current_database()", "SHOW server_encoding");

        Assert.That(answers, Is.EqualTo(["C", "UTF8"]));
    }

    [Test]
    public void A_start_that_takes_too_long_is_given_up()
    {
        string binaries = FakeBinaries(initdb: "echo 'still at it'; exec sleep 600");
        using PostgresServer server = new(new PostgresServerOptions { Root = _root, BinariesFolder = binaries, StartLimit = TimeSpan.FromSeconds(1) });

        DatabaseSetUpException failure = Failure(server);

        Assert.That(failure.Code, Is.EqualTo("DBG7025"));
        Assert.That(failure.Message, Does.Contain("did not start within 1 s").And.Contain("still at it"));
        Assert.That(Directory.GetDirectories(_root, "dbguard-postgres-*"), Is.Empty);
        Assert.That(() => ServerProcess.Of(_root), Is.Empty.Soon());
    }

    [Test]
    public void A_machine_without_the_programs_is_told_where_was_looked_and_what_to_install()
    {
        using PostgresServer server = new(new PostgresServerOptions(), new PostgresBinariesSearch("/nowhere", _root));

        DatabaseSetUpException failure = Failure(server);

        Assert.That(failure.Code, Is.EqualTo("DBG7020"));
        Assert.That(failure.Message, Does.Contain("the PATH: /nowhere").And.Contain($"{_root}/usr/lib/postgresql/*/bin").And.Contain("apt-get install postgresql"));
    }

    [Test]
    public void A_root_that_is_not_there_is_named()
    {
        string missing = Path.Combine(_root, "file", "below");
        File.WriteAllText(Path.Combine(_root, "file"), string.Empty);
        using PostgresServer server = new(new PostgresServerOptions { Root = missing });

        DatabaseSetUpException failure = Failure(server);

        Assert.That(failure.Code, Is.EqualTo("DBG7026"));
        Assert.That(failure.Message, Does.Contain(missing));
    }

    [Test]
    public void Root_without_any_other_user_is_told_so()
    {
        string users = Path.Combine(_root, "passwd");
        File.WriteAllText(users, "root:x:0:0:root:/root:/bin/sh\n");

        DatabaseSetUpException? failure = Assert.Throws<DatabaseSetUpException>(() => ServerUser.FindUnprivileged(users));

        Assert.That(failure!.Code, Is.EqualTo("DBG7022"));
        Assert.That(failure.Message, Does.Contain($"{users} names neither of 'postgres', 'nobody'"));
    }

    private static DatabaseSetUpException Failure(PostgresServer server) => Assert.Throws<DatabaseSetUpException>(() => server.Start())!;

    private string FakeBinaries(string initdb, string postgres = "exit 1")
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, "bin"), ServerRoot.OpenToAll).FullName;
        foreach ((string name, string script) in ((string, string)[])[("initdb", initdb), ("postgres", postgres)])
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(path, ServerRoot.OpenToAll);
        }

        File.SetUnixFileMode(folder, ServerRoot.OpenToAll);
        return folder;
    }
}
