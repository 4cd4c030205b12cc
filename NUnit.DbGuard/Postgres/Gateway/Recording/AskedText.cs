using System.Text;
using NUnit.DbGuard.Commands;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Recording;

/// <summary>The text of a statement, and the types that its sender gave its parameters.</summary>
/// <param name="Sql">The text, cut where it is very long.</param>
/// <param name="IsSecret">Whether it mentions secrets in what was cut off.</param>
/// <param name="ParameterTypes">The numbers of the types; those that are left out are the server's to find.</param>
/// <param name="IsDrivers">Whether a driver says it of its own accord.</param>
internal sealed record AskedText(string Sql, bool IsSecret, IReadOnlyList<ObjectId> ParameterTypes, bool IsDrivers)
{
    /// <summary>Of what was prepared where nobody has seen it, as by <c>PREPARE</c>: what its values are, nobody knows.</summary>
    public static readonly AskedText Unknown = new("(a statement that was prepared earlier)", IsSecret: true, [], IsDrivers: false);

    public static AskedText Of(ByteString text, WireList<ObjectId> parameterTypes = default)
    {
        CutSql cut = CutSql.Of(Encoding.UTF8.GetString(text.Span));
        return new(cut.Sql, cut.IsSecret, parameterTypes.Count == 0 ? [] : parameterTypes.ToArray(), DriverStatements.Contains(text.Span));
    }
}
