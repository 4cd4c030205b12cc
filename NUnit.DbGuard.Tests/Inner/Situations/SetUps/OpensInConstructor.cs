namespace NUnit.DbGuard.Tests.Inner.Situations.SetUps;

public abstract class OpensInConstructor
{
    protected OpensInConstructor() => Items.Count();
}
