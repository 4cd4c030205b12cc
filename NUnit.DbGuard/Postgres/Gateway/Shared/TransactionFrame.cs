using System.Collections.Immutable;
using NUnit.DbGuard.Postgres.Gateway.Virtual;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>One savepoint of the shared transaction, and what is restored when it is undone.</summary>
/// <param name="kind">What it stands for.</param>
/// <param name="owner">The client whose it is; <see langword="null"/> for a test's layer.</param>
/// <param name="name">The client's name for its savepoint.</param>
/// <param name="clientAtStart">What the client was before.</param>
internal sealed class TransactionFrame(TransactionFrameKind kind, ClientSession? owner, string? name = null, ClientSnapshot? clientAtStart = null)
{
    public TransactionFrameKind Kind { get; } = kind;

    public ClientSession? Owner { get; } = owner;

    public string? Name { get; } = name;

    public ClientSnapshot? ClientAtStart { get; } = clientAtStart;

    /// <summary>Its place from the bottom, from 1: the number in its savepoint's name on the server.</summary>
    public int Depth { get; set; }

    /// <summary>The settings that the server had when the savepoint was made: it has them again once that is undone.</summary>
    public ImmutableDictionary<string, string> AppliedAtStart { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A client whose committed work is inside: undoing the frame undoes what that client was told is committed.</summary>
    public string? Absorbed { get; set; }
}
