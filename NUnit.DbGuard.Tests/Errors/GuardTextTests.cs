using System.Globalization;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Databases;

namespace NUnit.DbGuard.Tests.Errors;

public sealed class GuardTextTests
{
    [Test]
    public void Compose_writes_what_happened_the_details_the_fix_and_the_page()
    {
        string text = GuardText.Compose("DBG1001", "It happened.", "do this.", ("Tried", "that"), ("SQL", null), ("Opened", "there"));

        Assert.That(text, Is.EqualTo("""
            DBG1001: It happened.
              Tried: that
              Opened: there
              Fix:   do this.
              More:  docs/errors.md#dbg1001
            """));
    }

    [Test]
    public void Compose_indents_the_further_lines_of_a_detail()
    {
        string text = GuardText.Compose("DBG3001", "It happened.", "do this.", ("Rows", "one\ntwo"));

        Assert.That(text, Does.Contain("\n  Rows:  one\n         two\n"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" \n\t")]
    public void Sql_is_nothing_where_there_is_none(string? sql) => Assert.That(GuardText.Sql(sql), Is.Null);

    [Test]
    public void Sql_is_shown_on_one_line() => Assert.That(GuardText.Sql("  SELECT *\r\n  FROM\titems\n"), Is.EqualTo("SELECT * FROM items"));

    [TestCase(200, 200)]
    [TestCase(201, 202)]
    public void Sql_is_cut_at_200_characters(int length, int shown) => Assert.That(GuardText.Sql(new string('x', length)), Has.Length.EqualTo(shown));

    [TestCase("ALTER ROLE app PASSWORD 'hunter2'", "ALTER ROLE app PASSWORD '…'")]
    [TestCase("create user app encrypted password E'hun''ter2' login", "create user app encrypted password '…' login")]
    [TestCase("CREATE USER app IDENTIFIED BY 'hunter2'", "CREATE USER app IDENTIFIED BY '…'")]
    [TestCase("ALTER ROLE app PASSWORD 'hunter2", "ALTER ROLE app PASSWORD …")]
    [TestCase("SELECT dblink_connect('host=db password=hunter2 dbname=shop')", "SELECT dblink_connect('host=db password=… dbname=shop')")]
    [TestCase("SELECT dblink_connect('host=db password=''hunter 2''')", "SELECT dblink_connect('host=db password='…'')")]
    [TestCase("OPTIONS (user 'app', password 'hunter2')", "OPTIONS (user 'app', password '…')")]
    [TestCase("SELECT dblink_connect('postgres://app:hunter2@db:5432/shop')", "SELECT dblink_connect('postgres://app:…@db:5432/shop')")]
    [TestCase("Login failed for 'Server=db;User=sa;Password=hunter2;Encrypt=true'.", "Login failed for 'Server=db;User=sa;Password=…;Encrypt=true'.")]
    [TestCase("POSTGRES_PASSWORD=hunter2 is not right", "POSTGRES_PASSWORD=… is not right")]
    [Property("Security", "S14")]
    public void A_password_in_a_text_is_not_shown(string text, string shown)
    {
        Assert.That(GuardText.Sql(text), Is.EqualTo(shown));
        Assert.That(GuardText.Compose("DBG1001", text, "fix it", ("SQL", text)), Does.StartWith("DBG1001: " + shown + "\n  SQL:   " + shown + "\n"));
    }

    [TestCase("SELECT password FROM users WHERE password = @password AND pwd=$1")]
    [TestCase("password authentication failed for user \"shop\"")]
    [TestCase("Host=127.0.0.1;Username=shop;Password=…;Database=shop")]
    [TestCase("The test database 'wrong password' could not be made, for 'shop' is not there.")]
    [TestCase("see https://example.org/a:b, or user@example.org")]
    public void What_is_no_password_is_shown(string text) => Assert.That(GuardText.Sql(text), Is.EqualTo(text));

    [TestCase("PASSWORD{0}x")]
    [TestCase("IDENTIFIED{0}x")]
    [TestCase("PASSWORD=''{0}")]
    [TestCase("://x:{0}x")]
    [CancelAfter(20_000)]
    [Property("Security", "S7")]
    public void No_text_takes_long(string text, CancellationToken limit)
    {
        string message = string.Join(' ', Enumerable.Repeat(string.Format(CultureInfo.InvariantCulture, text, new string(' ', 400_000)), 2));

        Assert.That(GuardText.Compose("DBG1001", message, "fix it"), Has.Length.GreaterThan(400_000));
        Assert.That(limit.IsCancellationRequested, Is.False);
    }

    [Test]
    [Property("Security", "S17")]
    public void What_a_terminal_would_obey_is_not_passed_on()
    {
        const string Hostile = "a\u001b[2J\u001b]0;owned\u0007b\0c\u009bd";

        Assert.That(GuardText.Sql(Hostile), Is.EqualTo("a\uFFFD[2J\uFFFD]0;owned\uFFFDb\uFFFDc\uFFFDd"));
        Assert.That(GuardText.Compose("DBG1001", Hostile, "fix it", ("SQL", Hostile)).Where(char.IsControl), Is.All.EqualTo('\n'));
        Assert.That(new DatabaseSession(1, Hostile, Hostile).ToString().Where(char.IsControl), Is.Empty);
    }

    [Test]
    public void List_quotes_names() => Assert.That(GuardText.List(["one", "two"]), Is.EqualTo("'one', 'two'"));
}
