using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace OciRuntime.Tests.Containers;

/// <summary>
/// Verbs that interleave and are killed anywhere leave nothing that a forced delete does not remove;
/// docs/adr/0015-state-directory.md.
/// </summary>
public class StateProtocolTests
{
    private const int Histories = 10_000;

    /// <summary>
    /// An event: 0 to 11 begin a verb, 12 to 15 kill one, 16 and 17 let orphans end, all others take a step of one, or
    /// six.
    /// </summary>
    private static readonly Gen<(int What, int Which)[]> History =
        Gen.Choose(0, 99).SelectMany(what => Gen.Choose(0, 1000).Select(which => (what, which))).ArrayOf().Resize(120);

    /// <summary>Those that meet in the faults of old: few, so that they meet often.</summary>
    private static readonly string[] FewVerbs = ["create with hooks", "create", "delete --force", "state"];

    [Fact]
    public void Every_history_of_verbs_and_kills_ends_with_nothing_left() =>
        Prop.ForAll(History.ToArbitrary(), history =>
                Assert.Null(Fault(Weakness.None, StateProtocolModel.Verbs, history))
            )
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Histories));

    [Theory]
    [InlineData(Weakness.RecordIsReadBeforeTheLock)]
    [InlineData(Weakness.ForceGoesOnWithoutTheLock)]
    [InlineData(Weakness.CreateDoesNotLookAfterItsHooks)]
    [InlineData(Weakness.RecordIsRemovedFirst)]
    [InlineData(Weakness.RecordIsWrittenLate)]
    [InlineData(Weakness.HooksAreRunWithoutASign)]
    public void A_protocol_without_one_of_its_rules_fails_in_some_history(Weakness weakness) =>
        Assert.Contains(History.Sample(Histories), history => Fault(weakness, FewVerbs, history) is not null);

    private static string? Fault(Weakness weakness, string[] verbs, (int What, int Which)[] history)
    {
        var model = new StateProtocolModel(weakness);
        try
        {
            foreach ((int what, int which) in history)
            {
                if (what < 12 && model.Working < 4) model.Begin(verbs[which % verbs.Length]);
                else if (what is >= 12 and < 16) model.Kill(which);
                else if (what is 16 or 17) model.OrphansEnd();
                else for (int i = 0; i < (what < 60 ? 1 : 6); i++) model.Step(which);
            }
            model.Finish();
            return null;
        }
        catch (InvalidOperationException fault)
        {
            return fault.Message;
        }
    }
}
