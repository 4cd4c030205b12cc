namespace NUnit.DbGuard.Tests.Running;

/// <summary>What runs an inner assembly.</summary>
internal enum InnerHost
{
    /// <summary>Microsoft.Testing.Platform: the assembly itself, with NUnit's runner in it.</summary>
    TestingPlatform,

    /// <summary>VSTest, with NUnit's adapter.</summary>
    VsTest,

    /// <summary>As <see cref="VsTest"/>, with the console's verbosity "normal".</summary>
    TalkativeVsTest,

    /// <summary>As <see cref="TestingPlatform"/>, where every place for temporary files holds 1 MB. <c>TMPDIR</c> names a folder to mount over.</summary>
    WithoutRoom,
}
