using System.Text;
using NUnit.DbGuard.Postgres.Gateway.Shared;

namespace NUnit.DbGuard.Tests.Postgres.Gateway;

/// <summary>Statements that use what belongs to the session, wherever in the text and however they are written.</summary>
public sealed class SessionWordsTests
{
    [Test]
    public void A_word_is_found_at_every_place_of_a_long_text()
    {
        for (int length = 380; length < 1_100; length++)
        {
            FoundUses found = Find($"SELECT '{new string('x', length)}', Transaction_Timestamp()");

            Assert.That(found.Direct, Is.EqualTo(SessionUses.Time), $"behind {length} characters");
        }
    }

    [TestCase("SELECT now()", SessionUses.Time)]
    [TestCase("INSERT INTO t VALUES (CURRENT_TIMESTAMP)", SessionUses.Time)]
    [TestCase("SELECT \"now\"(), 'now()', t.now, clock_timestamp(), statement_timestamp() FROM t", SessionUses.None)]
    [TestCase("SELECT nextval('s'), CURRVAL('s')", SessionUses.SequenceMemory)]
    [TestCase("SELECT lo_open($1, 1), pg_notify('a', $2)", SessionUses.Descriptor | SessionUses.Notification)]
    [TestCase("SELECT /* pg_locks */ 1 -- set_config('a.b', 'c', true)", SessionUses.None)]
    [TestCase("SELECT set_config ('a.b', 'c', true)", SessionUses.Setting)]
    [TestCase("SELECT pg_locks FROM \"pg_locks\"", SessionUses.View)]
    public void What_a_text_uses_is_read(string sql, object uses) => Assert.That(Find(sql).Direct, Is.EqualTo(uses));

    private static FoundUses Find(string sql) => SessionWords.OfServer.Find(Encoding.UTF8.GetBytes(sql), isWriting: false);
}
