using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;
using SQLitePCL;

namespace NUnit.DbGuard.Sqlite;

/// <summary>Puts the decorated SQLite provider in the place of the process's own.</summary>
internal static class SqliteGuard
{
    /// <exception cref="DatabaseSetUpException">DBG5006: the provider is of an unknown kind.</exception>
    public static SqliteInterceptor Install(GuardSession session)
    {
        // Its static constructor sets the bundled provider; later calls of the bundle's own initialiser find ours.
        RuntimeHelpers.RunClassConstructor(typeof(SqliteConnection).TypeHandle);
        ISQLite3Provider inner = CreateProvider();
        SqliteInterceptor interceptor = new(session, inner, new SqliteNative(inner));
        raw.SetProvider(SqliteProviderDecorator.Create(inner, interceptor));

        // The bundle's initialiser may be called again, by application code too; it must not undo this.
        raw.FreezeProvider();
        return interceptor;
    }

    private static ISQLite3Provider CreateProvider()
    {
        string library;
        try
        {
            library = raw.GetNativeLibraryName();
        }
#pragma warning disable CA1031 // SQLitePCLRaw throws plain Exception when no provider is set.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw IsolationErrors.ProviderNotSupported("no provider of SQLitePCLRaw is set", exception);
        }

        string typeName = $"SQLitePCL.SQLite3Provider_{library}, SQLitePCLRaw.provider.{library}";
        return Type.GetType(typeName) is { } type && Activator.CreateInstance(type) is ISQLite3Provider provider
            ? provider
            : throw IsolationErrors.ProviderNotSupported($"there is no {typeName}");
    }
}
