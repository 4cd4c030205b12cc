using System.Collections.Immutable;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>A client's settings: what it sees, what is left after its transaction, and what it has been told of the reported ones.</summary>
/// <param name="Effective">What differs from the server session's own beginning now, <c>SET LOCAL</c> included.</param>
/// <param name="Session">The same without what ends with the transaction.</param>
/// <param name="Reported">Every reported parameter's value now.</param>
/// <param name="ReportedSession">The same without what ends with the transaction.</param>
internal sealed record ClientSettings(
    ImmutableDictionary<string, string> Effective,
    ImmutableDictionary<string, string> Session,
    ImmutableDictionary<string, string> Reported,
    ImmutableDictionary<string, string> ReportedSession)
{
    public static ImmutableDictionary<string, string> None { get; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Settings of which none differs.</summary>
    public static ClientSettings Of(ImmutableDictionary<string, string> reported) => new(None, None, reported, reported);

    public ClientSettings With(string name, string value, bool isLocal) => this with
    {
        Effective = Effective.SetItem(name, value),
        Session = isLocal ? Session : Session.SetItem(name, value),
    };

    /// <summary>The same with what the server reports after some were set.</summary>
    /// <param name="reported">What it reports now.</param>
    /// <param name="isLocal">Whether a parameter was set for the transaction only.</param>
    public ClientSettings WithReported(ImmutableDictionary<string, string> reported, Func<string, bool> isLocal) => ReferenceEquals(reported, Reported) ? this : this with
    {
        Reported = reported,
        ReportedSession = ReportedSession.SetItems(reported.Where(parameter => Reported.GetValueOrDefault(parameter.Key) != parameter.Value && !isLocal(parameter.Key))),
    };

    /// <summary>The same with one setting as it was when the client connected.</summary>
    public ClientSettings Reset(string name, ClientSettings start) => this with
    {
        Effective = Restore(Effective, name, start.Session),
        Session = Restore(Session, name, start.Session),
        Reported = Restore(Reported, start.Reported, name),
        ReportedSession = Restore(ReportedSession, start.Reported, name),
    };

    /// <summary>The same as when the client connected, but for who it is: that stays, for the transaction what was set for it.</summary>
    public ClientSettings ResetAll(ClientSettings start) => new(
        WithUser(start.Effective, Effective), WithUser(start.Session, Session), WithUser(start.Reported, Reported), WithUser(start.ReportedSession, ReportedSession));

    /// <summary>What is left when the transaction has ended well.</summary>
    public ClientSettings EndLocal() => ReferenceEquals(Effective, Session) && ReferenceEquals(Reported, ReportedSession)
        ? this
        : this with { Effective = Session, Reported = ReportedSession };

    private static ImmutableDictionary<string, string> WithUser(ImmutableDictionary<string, string> settings, ImmutableDictionary<string, string> whose)
    {
        foreach (string name in (string[])["session_authorization", "role", "is_superuser"])
        {
            settings = whose.TryGetValue(name, out string? value) ? settings.SetItem(name, value) : settings.Remove(name);
        }

        return settings;
    }

    private static ImmutableDictionary<string, string> Restore(ImmutableDictionary<string, string> settings, string name, ImmutableDictionary<string, string> start) =>
        start.TryGetValue(name, out string? value) ? settings.SetItem(name, value) : settings.Remove(name);

    // The reported ones keep the server's spelling: DateStyle.
    private static ImmutableDictionary<string, string> Restore(ImmutableDictionary<string, string> reported, ImmutableDictionary<string, string> start, string name) =>
        start.TryGetKey(name, out string spelled) ? reported.SetItem(spelled, start[spelled]) : reported;
}
