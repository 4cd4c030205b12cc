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

    // A file of another encoding would be read with replacement characters, and the database would hold them.
    private string Read(DatabaseEngine engine)
    {
        try
        {
            return File.ReadAllText(_path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SetUpErrors.NoScript(engine.Name, _path);
        }
        catch (DecoderFallbackException exception)
        {
            throw SetUpErrors.ScriptNotUtf8(engine.Name, _path, exception);
        }
    }
}
