using NUnit.DbGuard.Errors;

namespace NUnit.DbGuard.Isolation;

/// <summary>How the databases of a catalog stand to each other: which is another name of which, and which is made before which.</summary>
/// <remarks>
/// <para>What is wrong with a database's relations fails the tests that need it, and no others: it is kept, as the failure of a creation is.</para>
/// <para>Invariants: following <see cref="DatabaseRelation.Primary"/> leads to a database that is its own; following <see cref="DatabaseRelation.Dependencies"/> of
/// databases without a failure ends.</para>
/// </remarks>
internal sealed class DatabaseRelations
{
    private readonly Dictionary<DatabaseEngine, DatabaseRelation> _relations = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DatabaseEngine, DatabaseSetUpException> _failures = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyCollection<DatabaseEngine> _engines;

    /// <param name="engines">The databases of the catalog, in the order in which they were named.</param>
    public DatabaseRelations(IReadOnlyCollection<DatabaseEngine> engines)
    {
        _engines = engines;
        Dictionary<DatabaseEngine, DatabaseEngine> primaries = new(ReferenceEqualityComparer.Instance);
        foreach (DatabaseEngine engine in engines)
        {
            primaries.Add(engine, FindPrimary(engine));
        }

        ILookup<DatabaseEngine, DatabaseEngine> otherNames = engines.Where(engine => !ReferenceEquals(primaries[engine], engine)).ToLookup(engine => primaries[engine]);
        Dictionary<DatabaseEngine, DatabaseEngine[]> dependencies = new(ReferenceEqualityComparer.Instance);
        foreach (DatabaseEngine engine in engines.Where(engine => ReferenceEquals(primaries[engine], engine)))
        {
            dependencies.Add(engine, [.. FindDependencies(engine, otherNames[engine]).Select(dependency => primaries[dependency]).Distinct()]);
        }

        foreach (DatabaseEngine engine in dependencies.Keys)
        {
            FindCircle(engine, dependencies);
        }

        foreach (DatabaseEngine engine in engines)
        {
            _relations.Add(
                engine, new DatabaseRelation(primaries[engine], [.. otherNames[engine]], dependencies.GetValueOrDefault(engine) ?? [], _failures.GetValueOrDefault(engine)));
        }
    }

    public DatabaseRelation Of(DatabaseEngine engine) => _relations[engine];

    // A mirror of a mirror is one of what that mirrors. Two names that lead to one file or database are one database, under the first of them.
    private DatabaseEngine FindPrimary(DatabaseEngine engine)
    {
        List<DatabaseEngine> path = [engine];
        while (true)
        {
            DatabaseEngine last = path[^1];
            if (last.Definition.MirrorOf is not { } name)
            {
                return _engines.First(other => ReferenceEquals(other, last) || (other.Definition.MirrorOf is null && other.IsSameTargetAs(last)))
                    is { } first && !ReferenceEquals(first, last) ? Checked(engine, last, first) : last;
            }

            DatabaseEngine? next = _engines.FirstOrDefault(other => other.Name == name);
            DatabaseSetUpException? failure =
                next is null ? SetUpErrors.UnknownRelation(last.Name, "mirrors", name, Names)
                : path.Contains(next) ? SetUpErrors.MirrorCircle([.. path.SkipWhile(one => !ReferenceEquals(one, next)).Append(next).Select(static one => one.Name)])
                : next.GetType() != last.GetType() ? SetUpErrors.MirrorOfAnotherKind(last.Name, next.Name)
                : last.Definition.HasContents ? SetUpErrors.MirrorWithContents(last.Name, next.Name)
                : null;
            if (failure is not null)
            {
                _failures[engine] = failure;
                return engine;
            }

            path.Add(next!);
        }
    }

    private DatabaseEngine Checked(DatabaseEngine engine, DatabaseEngine alias, DatabaseEngine primary)
    {
        if (alias.Definition.HasContents)
        {
            _failures[engine] = SetUpErrors.AliasWithContents(alias.Name, primary.Name, primary.Target);
        }

        return primary;
    }

    private List<DatabaseEngine> FindDependencies(DatabaseEngine engine, IEnumerable<DatabaseEngine> otherNames)
    {
        List<DatabaseEngine> found = [];
        foreach (DatabaseEngine name in otherNames.Prepend(engine))
        {
            foreach (string dependency in name.Definition.Dependencies)
            {
                if (_engines.FirstOrDefault(other => other.Name == dependency) is { } other)
                {
                    found.Add(other);
                }
                else
                {
                    _failures[engine] = SetUpErrors.UnknownRelation(name.Name, "depends on", dependency, Names);
                }
            }
        }

        return found;
    }

    private void FindCircle(DatabaseEngine start, Dictionary<DatabaseEngine, DatabaseEngine[]> dependencies)
    {
        List<DatabaseEngine> path = [start];
        if (Search(start))
        {
            _failures.TryAdd(start, SetUpErrors.DependencyCircle([.. path.Append(start).Select(static one => one.Name)]));
        }

        bool Search(DatabaseEngine from)
        {
            foreach (DatabaseEngine next in dependencies[from])
            {
                if (ReferenceEquals(next, start))
                {
                    return true;
                }

                if (path.Contains(next))
                {
                    continue;
                }

                path.Add(next);
                if (Search(next))
                {
                    return true;
                }

                path.RemoveAt(path.Count - 1);
            }

            return false;
        }
    }

    private IEnumerable<string> Names => _engines.Select(static engine => engine.Name);
}
