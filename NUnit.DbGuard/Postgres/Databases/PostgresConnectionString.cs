using System.ComponentModel;
using System.Data.Common;
using System.Reflection;
using Npgsql;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Databases;

/// <summary>Reads connection strings, and says what is wrong with one without showing anything of it: a part of it may be a password.</summary>
internal static class PostgresConnectionString
{
    private static readonly string[] s_keywords =
    [
        .. typeof(NpgsqlConnectionStringBuilder).GetProperties().Select(static property => property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName).OfType<string>(),
        "Server", "User Id", "User", "Pwd",
    ];

    /// <summary>Parses a connection string.</summary>
    /// <param name="text">The connection string.</param>
    /// <param name="problem">What is wrong with it; empty: nothing.</param>
    /// <returns><see langword="null"/> when it is none.</returns>
    public static NpgsqlConnectionStringBuilder? TryParse(string text, out string problem)
    {
        problem = string.Empty;
        DbConnectionStringBuilder pairs = new();
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            problem = "it is not made of 'Keyword=value' pairs with ';' between them";
            return null;
        }

        NpgsqlConnectionStringBuilder builder = [];
        foreach (string keyword in pairs.Keys)
        {
            try
            {
                builder[keyword] = pairs[keyword];
            }
#pragma warning disable CA1031 // Whatever the setters of Npgsql's builder throw, the value is wrong; the exception may show it.
            catch (Exception)
#pragma warning restore CA1031
            {
                problem = Problem(keyword);
                return null;
            }
        }

        return builder;
    }

    private static string Problem(string keyword) =>
        NearestName.Of(keyword, s_keywords) is not { } nearest ? "it has a keyword that Npgsql does not know"
        : string.Equals(nearest, keyword, StringComparison.OrdinalIgnoreCase) ? $"the value of '{nearest}' is not valid"
        : $"it has a keyword that Npgsql does not know (did you mean '{nearest}'?)";
}
