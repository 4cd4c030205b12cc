using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Lifecycle;

namespace NUnit.DbGuard.Isolation;

/// <summary>A schema made by a SQL script.</summary>
internal sealed class ScriptSchemaStep(string path) : SchemaStep
{
    private readonly string _path = Path.GetFullPath(path, AppContext.BaseDirectory);

    public override string Description => $"the script {_path}";

    public override string Fingerprint(DatabaseEngine engine, RunSettings settings) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Read(engine))));

    public override async Task ApplyAsync(DatabaseCreation creation, RunSettings settings, CancellationToken cancellationToken)
    {
        string sql = Read(creation.Engine);
        DbConnection connection = await creation.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            creation.Engine.ExecuteScript(connection, sql);
        }
    }

    private string Read(DatabaseEngine engine)
    {
        try
        {
            return File.ReadAllText(_path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SetUpErrors.NoScript(engine.Name, _path);
        }
    }
}
