using System.Text;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Tests.Postgres.Statements;

/// <summary>The tokens of SQL texts.</summary>
public sealed class SqlLexerTests
{
    [TestCase("SELECT", "Word:SELECT")]
    [TestCase("select a_1$ from ünïcode", "Word:select Word:a_1$ Word:from Word:ünïcode")]
    [TestCase("a.b", "Word:a Dot:. Word:b")]
    [TestCase("f(a,b)", "Word:f LeftParenthesis:( Word:a Comma:, Word:b RightParenthesis:)")]
    [TestCase("a[1]", "Word:a Punctuation:[ Number:1 Punctuation:]")]
    [TestCase("a::text", "Word:a Cast::: Word:text")]
    [TestCase("a := 1", "Word:a Punctuation::= Number:1")]
    [TestCase("a[1:2]", "Word:a Punctuation:[ Number:1 Punctuation:: Number:2 Punctuation:]")]
    [TestCase("a;b", "Word:a Semicolon:; Word:b")]
    [TestCase("", "")]
    [TestCase(" \t\r\n\f\v", "")]
    public void Words_and_punctuation(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase("1", "Number:1")]
    [TestCase("1.5", "Number:1.5")]
    [TestCase("1.", "Number:1.")]
    [TestCase(".5", "Number:.5")]
    [TestCase("1e10", "Number:1e10")]
    [TestCase("1.5E-3", "Number:1.5E-3")]
    [TestCase("1e+", "Number:1 Word:e Operator:+")]
    [TestCase("1..9", "Number:1 Dot:. Number:.9")]
    [TestCase("0x1F", "Number:0x1F")]
    [TestCase("0o17", "Number:0o17")]
    [TestCase("0b101", "Number:0b101")]
    [TestCase("1_000_000", "Number:1_000_000")]
    [TestCase("0x", "Number:0 Word:x")]
    [TestCase("1e'x'", "Number:1 String:e'x'")]
    public void Numbers(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase("a+b", "Word:a Operator:+ Word:b")]
    [TestCase("a<=b", "Word:a Operator:<= Word:b")]
    [TestCase("a->>'b'", "Word:a Operator:->> String:'b'")]
    [TestCase("a @> b", "Word:a Operator:@> Word:b")]
    [TestCase("a=-1", "Word:a Operator:= Operator:- Number:1")]
    [TestCase("a=+-+1", "Word:a Operator:= Operator:+ Operator:- Operator:+ Number:1")]
    [TestCase("a@-1", "Word:a Operator:@- Number:1")]
    [TestCase("a+/*x*/b", "Word:a Operator:+ Word:b")]
    [TestCase("a+--x\nb", "Word:a Operator:+ Word:b")]
    [TestCase("a=>1", "Word:a Operator:=> Number:1")]
    [TestCase("?", "Operator:?")]
    public void Operators(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase("a--b\nc", "Word:a Word:c")]
    [TestCase("a--b\rc", "Word:a Word:c")]
    [TestCase("a--b", "Word:a")]
    [TestCase("--'\nb", "Word:b")]
    [TestCase("a/*b*/c", "Word:a Word:c")]
    [TestCase("a/*b/*c*/d*/e", "Word:a Word:e")]
    [TestCase("/*/**/*/a", "Word:a")]
    [TestCase("/***/a", "Word:a")]
    [TestCase("/*';*/a", "Word:a")]
    [TestCase("a/*b", "Word:a Unterminated:/*b")]
    [TestCase("a/*b/*c*/", "Word:a Unterminated:/*b/*c*/")]
    [TestCase("/*/", "Unterminated:/*/")]
    [TestCase("-", "Operator:-")]
    [TestCase("/", "Operator:/")]
    public void Comments(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase("'a'", "String:'a'")]
    [TestCase("''", "String:''")]
    [TestCase("'a''b'", "String:'a''b'")]
    [TestCase(@"'a\'b", @"String:'a\' Word:b")]
    [TestCase(@"E'a\'b'", @"String:E'a\'b'")]
    [TestCase(@"e'a\\'b", @"String:e'a\\' Word:b")]
    [TestCase(@"E'a\", @"Unterminated:E'a\")]
    [TestCase(@"U&'a\'b", @"String:U&'a\' Word:b")]
    [TestCase("u&'a' UESCAPE '!'", "String:u&'a' Word:UESCAPE String:'!'")]
    [TestCase("U & 'a'", "Word:U Operator:& String:'a'")]
    [TestCase("B'01' x'1F' N'a'", "String:B'01' String:x'1F' String:N'a'")]
    [TestCase("be'a'", "Word:be String:'a'")]
    [TestCase("'a' 'b'", "String:'a' String:'b'")]
    [TestCase("'a'\n'b'", "String:'a'\n'b'")]
    [TestCase("'a' --c\n 'b'", "String:'a' --c\n 'b'")]
    [TestCase("'a' --c'\n\n --d'\n 'b'", "String:'a' --c'\n\n --d'\n 'b'")]
    [TestCase("'a' /*c*/\n'b'", "String:'a' String:'b'")]
    [TestCase("E'a'\n'b\\'c'", "String:E'a'\n'b\\'c'")]
    [TestCase("'a'\nb", "String:'a' Word:b")]
    [TestCase("'a'\n'b", "Unterminated:'a'\n'b")]
    [TestCase("'a", "Unterminated:'a")]
    [TestCase("'a''", "Unterminated:'a''")]
    public void Strings(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase(@"'a\'b'", @"String:'a\'b'")]
    [TestCase(@"N'a\'b'", @"String:N'a\'b'")]
    [TestCase(@"B'a\'b", @"String:B'a\' Word:b")]
    public void Strings_without_standard_conforming_strings(string sql, string tokens) =>
        Assert.That(Tokens(sql, standardConformingStrings: false), Is.EqualTo(tokens));

    [TestCase("\"a b\"", "QuotedWord:\"a b\"")]
    [TestCase("\"a\"\"b\"", "QuotedWord:\"a\"\"b\"")]
    [TestCase("\"a;'--\"", "QuotedWord:\"a;'--\"")]
    [TestCase("U&\"d\\0061\"", "QuotedWord:U&\"d\\0061\"")]
    [TestCase("\"a", "Unterminated:\"a")]
    [TestCase("\"a\"\n\"b\"", "QuotedWord:\"a\" QuotedWord:\"b\"")]
    public void Quoted_identifiers(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase("$$a;b$$", "String:$$a;b$$")]
    [TestCase("$t$a$$b$t$", "String:$t$a$$b$t$")]
    [TestCase("$t$a$T$b$t$", "String:$t$a$T$b$t$")]
    [TestCase("$ä1$'$ä1$", "String:$ä1$'$ä1$")]
    [TestCase("$a$ $ab$ $a$", "String:$a$ $ab$ $a$")]
    [TestCase("$$a$b$$", "String:$$a$b$$")]
    [TestCase("$$a", "Unterminated:$$a")]
    [TestCase("$t$a$$", "Unterminated:$t$a$$")]
    [TestCase("$1", "Parameter:$1")]
    [TestCase("$12+$3", "Parameter:$12 Operator:+ Parameter:$3")]
    [TestCase("$1$$a$$", "Parameter:$1 String:$$a$$")]
    [TestCase("a$$b$$", "Word:a$$b$$")]
    [TestCase("$a", "Unknown:$ Word:a")]
    [TestCase("$", "Unknown:$")]
    public void Dollars(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    [TestCase("\\", "Unknown:\\")]
    [TestCase("{", "Unknown:{")]
    [TestCase("\0", "Unknown:\0")]
    public void What_begins_nothing(string sql, string tokens) => Assert.That(Tokens(sql), Is.EqualTo(tokens));

    private static string Tokens(string sql, bool standardConformingStrings = true)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(sql);
        List<string> tokens = [];
        SqlLexer lexer = new(bytes, standardConformingStrings: standardConformingStrings);
        SqlToken token;
        while ((token = lexer.Next()).Kind != SqlTokenKind.End)
        {
            tokens.Add($"{token.Kind}:{Encoding.UTF8.GetString(token.Span.Of(bytes))}");
        }

        return string.Join(' ', tokens);
    }
}
