using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Servers;

/// <summary>Certificates for one run of tests: an authority, a server at localhost, a client, and an authority that signed nothing.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TlsFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dbguard-tls-").FullName;

    public TlsFiles(string clientName)
    {
        using X509Certificate2 authority = Authority("CN=Authority");
        using X509Certificate2 stranger = Authority("CN=Stranger");
        RootFile = Write("root.crt", authority.ExportCertificatePem());
        StrangerFile = Write("stranger.crt", stranger.ExportCertificatePem());
        (ServerCertificate, ServerKey) = Signed(authority, "CN=server", "localhost");
        (string certificate, string key) = Signed(authority, $"CN={clientName}", host: null);
        ClientCertificateFile = Write("client.crt", certificate);
        ClientKeyFile = Write("client.key", key);
    }

    public string RootFile { get; }

    public string StrangerFile { get; }

    public string ClientCertificateFile { get; }

    public string ClientKeyFile { get; }

    public string ServerCertificate { get; }

    public string ServerKey { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Authority(string name)
    {
        using RSA key = RSA.Create(2_048);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static (string Certificate, string Key) Signed(X509Certificate2 authority, string name, string? host)
    {
        using RSA key = RSA.Create(2_048);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (host is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 certificate = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
