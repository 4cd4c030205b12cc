using System.Text;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>The text of a statement, and the types that its sender gave its parameters.</summary>
/// <param name="Sql">The text, cut where it is very long.</param>
/// <param name="ParameterTypes">The numbers of the types; those that are left out are the server's to find.</param>
/// <param name="IsDrivers">Whether a driver says it of its own accord.</param>
internal sealed record AskedText(string Sql, IReadOnlyList<ObjectId> ParameterTypes, bool IsDrivers)
{
    /// <summary>Of what was prepared where nobody has seen it, as by <c>PREPARE</c>.</summary>
    public static readonly AskedText Unknown = new("(a statement that was prepared earlier)", [], IsDrivers: false);

    private const int Longest = 4_000;

    public static AskedText Of(ByteString text, WireList<ObjectId> parameterTypes = default)
    {
        ReadOnlySpan<byte> sql = text.Span;
        return new(
            Encoding.UTF8.GetString(sql.Length > Longest ? sql[..Longest] : sql),
            parameterTypes.Count == 0 ? [] : parameterTypes.ToArray(),
            DriverStatements.Contains(sql));
    }
}
