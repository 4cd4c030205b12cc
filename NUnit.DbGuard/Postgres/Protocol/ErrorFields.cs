namespace NUnit.DbGuard.Postgres.Protocol;

/// <summary>The fields of an error or notice, in the order in which they came, unknown ones included.</summary>
/// <remarks>Specification: "Error and Notice Message Fields".</remarks>
/// <param name="List">The fields.</param>
internal readonly record struct ErrorFields(WireList<ErrorField> List)
{
    public static ErrorFields Of(params ReadOnlySpan<ErrorField> fields) => new(WireList<ErrorField>.Of(fields));

    /// <summary>The text of a field; <see langword="null"/> if the error has none such.</summary>
    public ByteString? Find(byte code)
    {
        foreach (ErrorField field in List)
        {
            if (field.Code == code)
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>The same fields with one replaced, or added at the end.</summary>
    public ErrorFields With(ErrorField replacement)
    {
        List<ErrorField> fields = [.. List.ToArray()];
        int index = fields.FindIndex(field => field.Code == replacement.Code);
        if (index < 0)
        {
            fields.Add(replacement);
        }
        else
        {
            fields[index] = replacement;
        }

        return Of([.. fields]);
    }

    /// <summary>The same fields without one.</summary>
    public ErrorFields Without(byte code) => Of([.. List.ToArray().Where(field => field.Code != code)]);
}
