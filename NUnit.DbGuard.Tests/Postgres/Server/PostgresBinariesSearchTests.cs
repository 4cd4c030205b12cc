using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Server;

namespace NUnit.DbGuard.Tests.Postgres.Server;

/// <summary>Where PostgreSQL's programs are looked for, on machines made of empty files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostgresBinariesSearchTests
{
    private string _root = null!;

    [SetUp]
    public void MakeRoot() => _root = Directory.CreateTempSubdirectory("dbguard-search-").FullName;

    [TearDown]
    public void RemoveRoot() => Directory.Delete(_root, recursive: true);

    [TestCase("usr/lib/postgresql/15/bin", TestName = "Debian")]
    [TestCase("usr/pgsql-16/bin", TestName = "Red_Hat")]
    [TestCase("usr/lib/postgresql16/bin", TestName = "SUSE")]
    [TestCase("usr/libexec/postgresql17", TestName = "Alpine")]
    [TestCase("usr/local/pgsql/bin", TestName = "Built_from_source")]
    [TestCase("opt/homebrew/opt/postgresql@17/bin", TestName = "Homebrew")]
    [TestCase("Applications/Postgres.app/Contents/Versions/17/bin", TestName = "Postgres_app")]
    public void A_system_s_own_folder_is_found(string folder)
    {
        Install(folder);

        Assert.That(Search().Find(given: null), Is.EqualTo(Path.Combine(_root, folder)));
    }

    [Test]
    public void The_highest_version_wins()
    {
        Install("usr/lib/postgresql/9.6/bin");
        Install("usr/lib/postgresql/10/bin");
        Install("usr/lib/postgresql/9.5/bin");

        Assert.That(Search().Find(given: null), Does.EndWith("/10/bin"));
    }

    [Test]
    public void Clients_alone_do_not_count()
    {
        Install("usr/lib/postgresql/16/bin", "psql", "pg_dump");
        Install("usr/lib/postgresql/15/bin");

        Assert.That(Search().Find(given: null), Does.EndWith("/15/bin"));
    }

    [Test]
    public void The_PATH_comes_first()
    {
        Install("usr/lib/postgresql/17/bin");
        string mine = Install("mine");

        Assert.That(Search(mine).Find(given: null), Is.EqualTo(mine));
    }

    [Test]
    public void What_pg_config_names_comes_before_the_known_folders()
    {
        Install("usr/lib/postgresql/17/bin");
        string elsewhere = Install("elsewhere");
        string clients = Install("clients", "pg_config");
        File.WriteAllText(Path.Combine(clients, "pg_config"), $"#!/bin/sh\n[ \"$1\" = --bindir ] && echo '{elsewhere}'\n");
        File.SetUnixFileMode(Path.Combine(clients, "pg_config"), ServerRoot.OpenToAll);

        Assert.That(Search(clients).Find(given: null), Is.EqualTo(elsewhere));
    }

    [Test]
    public void A_pg_config_without_a_server_is_passed_over()
    {
        Install("usr/lib/postgresql/17/bin");
        string clients = Install("clients", "pg_config");
        File.WriteAllText(Path.Combine(clients, "pg_config"), "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(Path.Combine(clients, "pg_config"), ServerRoot.OpenToAll);

        Assert.That(Search(clients).Find(given: null), Does.EndWith("/17/bin"));
    }

    [Test]
    public void A_given_folder_is_taken_or_refused_and_no_other()
    {
        string mine = Install("mine");
        string other = Install("other", "psql");

        Assert.That(Search(mine).Find(mine), Is.EqualTo(mine));
        Assert.That(
            () => Search(mine).Find(other),
            Throws.TypeOf<DatabaseSetUpException>().With.Property("Code").EqualTo("DBG7021").And.Message.Contains(other));
    }

    private PostgresBinariesSearch Search(string path = "") => new(path, _root);

    private string Install(string folder, params string[] programs)
    {
        string path = Directory.CreateDirectory(Path.Combine(_root, folder)).FullName;
        foreach (string program in programs is [] ? ["initdb", "postgres"] : programs)
        {
            File.WriteAllText(Path.Combine(path, program), string.Empty);
        }

        return path;
    }
}
