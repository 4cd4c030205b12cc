using NUnit.DbGuard;

// NUnit makes the attribute, and thereby installs the guard, only where it builds the whole assembly: in guarded processes.
[assembly: GuardDatabases]
