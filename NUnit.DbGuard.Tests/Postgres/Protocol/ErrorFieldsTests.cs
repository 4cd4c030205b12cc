using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>The fields of errors and notices.</summary>
public sealed class ErrorFieldsTests
{
    private static ErrorFields Fields => ErrorFields.Of(
        ErrorField.Of(ErrorField.SqlState, "25001"),
        ErrorField.Of(ErrorField.Message, "VACUUM cannot run inside a transaction block"),
        ErrorField.Of((byte)'?', "kept"));

    [Test]
    public void A_field_is_found_by_its_code() => Assert.That(Fields.Find(ErrorField.SqlState)?.Decode(), Is.EqualTo("25001"));

    [Test]
    public void An_unknown_field_is_kept() => Assert.That(Fields.Find((byte)'?')?.Decode(), Is.EqualTo("kept"));

    [Test]
    public void A_field_that_is_not_there_is_not_found() => Assert.That(Fields.Find(ErrorField.Hint), Is.Null);

    [Test]
    public void A_field_can_be_added_behind_the_others() =>
        Assert.That(Codes(Fields.With(ErrorField.Of(ErrorField.Hint, "Use Isolation = Clone."))), Is.EqualTo("CM?H"));

    [Test]
    public void A_field_can_be_replaced_in_its_place()
    {
        ErrorFields changed = Fields.With(ErrorField.Of(ErrorField.Message, "no"));

        Assert.That((Codes(changed), changed.Find(ErrorField.Message)?.Decode()), Is.EqualTo(("CM?", "no")));
    }

    [Test]
    public void A_field_can_be_left_out() => Assert.That(Codes(Fields.Without(ErrorField.Message)), Is.EqualTo("C?"));

    private static string Codes(ErrorFields fields) => string.Concat(fields.List.ToArray().Select(static field => (char)field.Code));
}
