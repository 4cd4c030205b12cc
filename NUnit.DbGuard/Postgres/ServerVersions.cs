namespace NUnit.DbGuard.Postgres;

/// <summary>What depends on the server's version, and since which: the one place that knows.</summary>
/// <remarks>
/// <para>Asked by version, where the server cannot be asked itself: the constants here.</para>
/// <para>Asked of the server itself, so that no version is named: settings that not all have (<c>idle_session_timeout</c> since 14, <c>transaction_timeout</c> since 17,
/// <c>file_copy_method</c> since 18), which are looked up in <c>pg_settings</c>; bodies of <c>BEGIN ATOMIC</c> (since 14), which <c>pg_get_functiondef()</c> writes out.</para>
/// <para>Right for all: parameters are reported before ReadyForQuery, as since 14, and in the order of their names, as up to 15 (from 16 on there is none); both protocol
/// 3.0 and 3.2 (since 18) are spoken, with secrets of either length. In <c>supervise.sh</c>: before 14, <c>initdb</c> cuts the line with the password's verifier.</para>
/// </remarks>
internal static class ServerVersions
{
    /// <summary>Since when <c>DROP DATABASE … WITH (FORCE)</c> ends the sessions of the database; before, they must be ended first.</summary>
    public const int ForcedDrop = 13;

    /// <summary>Since when <c>CREATE DATABASE … STRATEGY</c> lets one choose how it copies.</summary>
    public const int CopyStrategy = 15;

    /// <summary>Since when what a session has written is counted by the time that it has ended; before, some time later.</summary>
    public const int PromptStatistics = 15;
}
