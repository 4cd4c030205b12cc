using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>What every database of a run shares.</summary>
/// <param name="Session">The run.</param>
/// <param name="Settings">The run's settings; read when the first database is created, so that an error in them fails only tests that need one.</param>
internal sealed record DatabaseEngineContext(GuardSession Session, Lazy<RunSettings> Settings);
