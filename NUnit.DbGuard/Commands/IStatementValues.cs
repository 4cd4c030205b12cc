namespace NUnit.DbGuard.Commands;

/// <summary>The values that a statement's parameters had.</summary>
internal interface IStatementValues
{
    /// <summary>Each as <c>name = value</c>; long ones are cut.</summary>
    IEnumerable<string> Shown();
}
