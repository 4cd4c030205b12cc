using System.Diagnostics;
using System.Reflection;

namespace NUnit.DbGuard.Access;

/// <summary>Finds the place in the user's own code that an access came from.</summary>
internal static class UserFrame
{
    private static readonly string[] s_foreign =
    [
        "System", "Microsoft", "NUnit", "NUnit3", "Npgsql", "SQLitePCL", "SQLitePCLRaw", "Dapper", "mscorlib", "netstandard", "MySqlConnector", "Oracle", "FirebirdSql",
        "testhost", "DynamicMethod", "Anonymously",
    ];

    /// <summary>The first frame of the current stack that is the user's, as <c>Type.Method</c>.</summary>
    /// <returns><see langword="null"/> when the whole stack is libraries', as on a thread of a pool.</returns>
    public static string? Find() => First(new StackTrace(skipFrames: 1, fNeedFileInfo: false));

    /// <summary>The first frame of <paramref name="trace"/> that is the user's, as <c>Type.Method</c>.</summary>
    public static string? First(StackTrace trace) => Chain(trace, most: 1).FirstOrDefault().Method;

    /// <summary>The user's frames of <paramref name="trace"/>, the innermost first, as <c>Type.Method</c>; and what tells the place in each method.</summary>
    /// <param name="trace">The stack.</param>
    /// <param name="most">How many frames.</param>
    public static IEnumerable<(string Method, int Offset)> Chain(StackTrace trace, int most) => trace.GetFrames()
        .Where(static frame => frame.GetMethod()?.DeclaringType is { } type && IsUsers(type.Assembly))
        .Take(most)
        .Select(static frame => (Describe(frame.GetMethod()!, frame.GetMethod()!.DeclaringType!), frame.GetILOffset()));

    private static bool IsUsers(Assembly assembly)
    {
        if (assembly.IsDynamic)
        {
            return false;
        }

        string name = assembly.GetName().Name ?? string.Empty;
        if (name.StartsWith("NUnit.DbGuard.Tests", StringComparison.Ordinal))
        {
            return true;
        }

        foreach (string foreign in s_foreign)
        {
            if (name.StartsWith(foreign, StringComparison.OrdinalIgnoreCase) && (name.Length == foreign.Length || name[foreign.Length] is '.'))
            {
                return false;
            }
        }

        return true;
    }

    // The compiler puts the body of an async method, an iterator or a lambda into a nested type: '<Load>d__3.MoveNext'.
    private static string Describe(MethodBase method, Type type)
    {
        string name = Written(type.Name) ?? Written(method.Name) ?? method.Name;
        Type owner = type;
        while (owner.Name.StartsWith('<') && owner.DeclaringType is { } outer)
        {
            owner = outer;
        }

        string ownerName = owner.Name.Split('`')[0];
        return name switch
        {
            ".ctor" => $"the constructor of {ownerName}",
            ".cctor" => $"the static initialiser of {ownerName}",
            "<Main>$" => "the top-level statements",
            _ when method.IsSpecialName && name.StartsWith("get_", StringComparison.Ordinal) => $"{ownerName}.{name["get_".Length..]}",
            _ when method.IsSpecialName && name.StartsWith("set_", StringComparison.Ordinal) => $"{ownerName}.{name["set_".Length..]}",
            _ => $"{ownerName}.{name}",
        };
    }

    private static string? Written(string compiled)
    {
        int end = compiled.IndexOf('>', StringComparison.Ordinal);
        if (!compiled.StartsWith('<') || end <= 1 || compiled == "<Main>$")
        {
            return null;
        }

        string name = compiled[1..end];
        return name.StartsWith('<') ? Written(name + ">") ?? name : name;
    }
}
