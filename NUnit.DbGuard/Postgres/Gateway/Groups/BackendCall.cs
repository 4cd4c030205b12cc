using System.Globalization;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A statement that is one call of <c>pg_terminate_backend</c> or <c>pg_cancel_backend</c>, with a number: a client knows others by the numbers that the gateway gave them.</summary>
/// <param name="IsTerminating">Whether it ends the session, or only its command.</param>
/// <param name="ProcessId">Whose.</param>
/// <param name="Column">The result's column.</param>
internal sealed record BackendCall(bool IsTerminating, int ProcessId, string Column)
{
    /// <returns><see langword="null"/>: it is something else, or more than that.</returns>
    public static BackendCall? Read(ReadOnlySpan<byte> sql, IReadOnlyList<string?>? values)
    {
        if (SoleCall.Read(sql, values) is not { Function: "pg_terminate_backend" or "pg_cancel_backend" } call)
        {
            return null;
        }

        // The second argument is how long to wait for the end; here it is not waited for, as without one.
        string number = call.Arguments.Split(',')[0].Trim('\'');
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? new(call.Function == "pg_terminate_backend", process, call.Column) : null;
    }
}
