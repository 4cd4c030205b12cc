using NUnit.DbGuard.Isolation;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Access;

/// <summary>A permission: whose work it is. At most one of the two is set; neither: the way of the connection will tell.</summary>
/// <param name="Scope">The scope that the work belongs to.</param>
/// <param name="Creation">The database being created, when this is its schema's or seed's work.</param>
internal readonly record struct AccessGrant(DatabaseScope? Scope, DatabaseCreation? Creation);
