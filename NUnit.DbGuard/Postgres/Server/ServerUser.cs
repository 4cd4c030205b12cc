using System.Globalization;
using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Postgres.Server;

/// <summary>The user that the server runs as: the tests' own, or an unprivileged one where that is root, as which PostgreSQL refuses to run.</summary>
internal sealed class ServerUser
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly string[] s_names = ["postgres", "nobody"];

    private static readonly (string Name, Func<ServerUser, string[], string[]> Change)[] s_programs = [("setpriv", BySetpriv), ("runuser", ByRunuser), ("su", BySu)];

    private readonly string _name;
    private readonly uint _user;
    private readonly uint _group;
    private readonly Func<ServerUser, string[], string[]>? _change;

    private ServerUser(string name, uint user, uint group, Func<ServerUser, string[], string[]>? change)
    {
        _name = name;
        _user = user;
        _group = group;
        _change = change;
    }

    /// <summary>Whether it is another than the user of this process.</summary>
    public bool IsOther => _change is not null;

    /// <summary>Its number; <see langword="null"/>: it is the user of this process.</summary>
    public uint? Number => IsOther ? _user : null;

    /// <summary>Finds the user, and a program that changes to it.</summary>
    /// <exception cref="DatabaseSetUpException">DBG7022: this process is root's, and there is neither or it fails.</exception>
    public static ServerUser Find() => Environment.IsPrivilegedProcess ? FindUnprivileged("/etc/passwd") : new ServerUser(Environment.UserName, 0, 0, change: null);

    /// <summary>Finds a user other than root in a file of users.</summary>
    /// <param name="users">The file, in the form of <c>/etc/passwd</c>.</param>
    /// <param name="program">The program that is to change to it; <see langword="null"/>: the first that does.</param>
    public static ServerUser FindUnprivileged(string users, string? program = null)
    {
        (string Name, uint User, uint Group)? account = s_names.Select(name => Read(users, name)).FirstOrDefault(static account => account is not null);
        if (account is not { } found)
        {
            throw PostgresErrors.NoUnprivilegedUser($"{users} names neither of {GuardText.List(s_names)}");
        }

        // Not every setpriv can change the user, and not every container lets root do it: only the attempt tells.
        foreach ((_, Func<ServerUser, string[], string[]> change) in s_programs.Where(known => program is null || known.Name == program))
        {
            ServerUser user = new(found.Name, found.User, found.Group, change);
            string number = found.User.ToString(CultureInfo.InvariantCulture);
            if (ShortProgram.TryRun(s_limit, user.Command("id", "-u")) is { ExitCode: 0 } result && result.Output.Trim() == number)
            {
                return user;
            }
        }

        throw PostgresErrors.NoUnprivilegedUser($"none of {string.Join(", ", s_programs.Select(static known => known.Name))} changes to user '{found.Name}' here");
    }

    /// <summary>The command that runs a program as this user.</summary>
    public string[] Command(params string[] program) => _change is null ? program : _change(this, program);

    /// <summary>The same in a session of its own: a Ctrl+C that is meant for the tests would else shut the server down under them.</summary>
    /// <remarks>In the session that su makes, setsid would make another by a new process, and the one that is waited for would end.</remarks>
    public string[] CommandInSession(params string[] program) => _change == BySu || ProgramPath.Find("setsid") is null ? Command(program) : Command(["setsid", .. program]);

    /// <summary>Gives a file or folder to this user.</summary>
    public void Own(string path)
    {
        if (IsOther)
        {
            UnixNative.ChangeOwner(path, _user, _group);
        }
    }

    // setpriv becomes the program; the other two stay beside it.
    private static string[] BySetpriv(ServerUser user, string[] program) =>
        ["setpriv", string.Create(CultureInfo.InvariantCulture, $"--reuid={user._user}"), string.Create(CultureInfo.InvariantCulture, $"--regid={user._group}"), "--init-groups", "--", .. program];

    private static string[] ByRunuser(ServerUser user, string[] program) => ["runuser", "-u", user._name, "--", .. program];

    // 'nobody' has no shell of its own.
    private static string[] BySu(ServerUser user, string[] program) => ["su", "-s", "/bin/sh", user._name, "-c", "exec " + string.Join(' ', program.Select(Quote))];

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static (string Name, uint User, uint Group)? Read(string users, string name)
    {
        try
        {
            foreach (string[] fields in File.ReadLines(users).Select(static line => line.Split(':')))
            {
                if (fields.Length > 3 && fields[0] == name
                    && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out uint user) && user != 0
                    && uint.TryParse(fields[3], CultureInfo.InvariantCulture, out uint group))
                {
                    return (name, user, group);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A system without the file has no such user.
        }

        return null;
    }
}
