using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>TLS with the server as a connection string and Npgsql's environment variables want it.</summary>
/// <remarks>
/// "Security and Encryption" in Npgsql's documentation: below VerifyCA any certificate will do; a root certificate, where one is given or lies at libpq's
/// place, is trusted instead of the system's.
/// </remarks>
internal sealed class ServerEncryption
{
    private static readonly SslApplicationProtocol s_protocol = new("postgresql");

    private readonly SslMode _mode;
    private readonly bool _checksRevocation;
    private readonly string? _rootFile;
    private readonly string? _certificateFile;
    private readonly string? _keyFile;
    private readonly string? _password;

    public ServerEncryption(NpgsqlConnectionStringBuilder settings)
    {
        _mode = settings.SslMode;
        IsDirect = settings.SslNegotiation == SslNegotiation.Direct;
        _checksRevocation = settings.CheckCertificateRevocation;
        _rootFile = settings.RootCertificate ?? LibpqFiles.Find("PGSSLROOTCERT", "root.crt");
        _certificateFile = settings.SslCertificate ?? LibpqFiles.Find("PGSSLCERT", "postgresql.crt");
        _keyFile = settings.SslKey ?? LibpqFiles.Find("PGSSLKEY", "postgresql.key");
        _password = settings.SslPassword;
        if (IsDirect && !IsRequired)
        {
            throw new ArgumentException("SSL Negotiation=Direct needs SSL Mode=Require, VerifyCA or VerifyFull.", nameof(settings));
        }
    }

    /// <summary>Whether TLS begins without asking the server for it first.</summary>
    public bool IsDirect { get; }

    /// <summary>Whether a connection without TLS is of no use.</summary>
    public bool IsRequired => _mode is SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull;

    private bool ChecksServer => _mode is SslMode.VerifyCA or SslMode.VerifyFull;

    /// <summary>What to try, in this order, until a session begins: with TLS or without.</summary>
    public IReadOnlyList<bool> Attempts => _mode switch
    {
        SslMode.Disable => [false],
        SslMode.Allow => [false, true],
        SslMode.Prefer => [true, false],
        SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull => [true],
        _ => throw new NotSupportedException($"SSL Mode={_mode} is not known."),
    };

    /// <summary>Shakes hands.</summary>
    /// <param name="stream">The connection. It stays the caller's.</param>
    /// <param name="host">The name that the server must have.</param>
    /// <exception cref="NpgsqlException">The server's certificate is not accepted, or the client's could not be read.</exception>
    /// <exception cref="AuthenticationException">There is no agreement on TLS.</exception>
    /// <exception cref="IOException">The connection failed, or took too long.</exception>
    public SslStream Begin(Stream stream, string host)
    {
        string[] objections = [string.Empty];
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = host,
            ApplicationProtocols = [s_protocol],
            ClientCertificateContext = ReadClientCertificate(),
            CertificateChainPolicy = ReadChainPolicy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                objections[0] = Judge(certificate, chain, errors);
                return objections[0].Length == 0;
            },
        };
        SslStream encrypted = new(stream, leaveInnerStreamOpen: true);
        try
        {
            encrypted.AuthenticateAsClient(options);
            return encrypted;
        }
        catch (AuthenticationException exception) when (objections[0].Length > 0)
        {
            encrypted.Dispose();
            throw new NpgsqlException($"The server's certificate is not accepted with SSL Mode={_mode} for '{host}': {objections[0]}", exception);
        }
        catch
        {
            encrypted.Dispose();
            throw;
        }
    }

    private string Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_mode == SslMode.VerifyCA)
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        if (!ChecksServer || errors == SslPolicyErrors.None)
        {
            return string.Empty;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"it is for another host: {certificate?.Subject}.";
        }

        return chain is null || chain.ChainStatus.Length == 0
            ? $"{errors}."
            : string.Join(' ', chain.ChainStatus.Select(static status => status.StatusInformation.Trim()).Distinct());
    }

    private X509ChainPolicy ReadChainPolicy()
    {
        X509ChainPolicy policy = new() { RevocationMode = ChecksServer && _checksRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck };
        if (ChecksServer && _rootFile is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPemFile(_rootFile);
            if (policy.CustomTrustStore.Count == 0)
            {
                // No PEM: one certificate in DER.
                _ = policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(_rootFile));
            }
        }

        return policy;
    }

    private SslStreamCertificateContext? ReadClientCertificate()
    {
        if (_certificateFile is null)
        {
            return null;
        }

        if (Path.GetExtension(_certificateFile).Equals(".pfx", StringComparison.OrdinalIgnoreCase))
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(_certificateFile, _password);
            X509Certificate2 own = all.FirstOrDefault(static certificate => certificate.HasPrivateKey) ?? all[0];
            all.Remove(own);
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }

#pragma warning disable CA2000 // The context keeps it.
        X509Certificate2 leaf = string.IsNullOrEmpty(_password)
            ? X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(_certificateFile, _password, _keyFile);
#pragma warning restore CA2000
        if (OperatingSystem.IsWindows())
        {
            // There a key that came from PEM is not usable in TLS until it went through a file of its own kind.
            using X509Certificate2 read = leaf;
            leaf = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
        }

        X509Certificate2Collection issuers = [];
        issuers.ImportFromPemFile(_certificateFile);
        issuers.RemoveAt(0);
        return SslStreamCertificateContext.Create(leaf, issuers, offline: true);
    }
}
