using System.Diagnostics;

namespace NUnit.DbGuard.Commands;

/// <summary>A command that a driver was asked for, and where.</summary>
/// <param name="Command">The driver's event, which lasts until the command's reader is closed.</param>
/// <param name="Place">The stack.</param>
/// <param name="IsOfTest">Whether it is on the test's own flow, and not a host's.</param>
internal sealed record PlacedCommand(Activity Command, StackTrace Place, bool IsOfTest);
