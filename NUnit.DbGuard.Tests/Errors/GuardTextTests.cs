using NUnit.DbGuard.Errors;

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

    [Test]
    public void List_quotes_names() => Assert.That(GuardText.List(["one", "two"]), Is.EqualTo("'one', 'two'"));
}
