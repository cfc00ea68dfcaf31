package org.longhaul.scenario.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;

/** Claims by training: what seeds settle, and that nothing is trained twice. */
final class TrainedClaimsTest {
    private static final Extensions EXTENSIONS = Extensions.load();
    private static final String FILE =
            """
            paper: small
            citation: nobody
            runs:
              small: |
                name: small
                topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
                compute: {stepTime: 100 ms}
                model: {kind: quadratic, layers: 1, elements: 2}
                training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}}
                methods:
                  - {id: ddp}
                  - {id: ddp, label: slower, optimizer: {kind: sgd, learningRate: 0.001}}
                  - {id: ddp, label: wild, optimizer: {kind: sgd, learningRate: 1e30}}
                seeds: {count: ${seeds}}
                network: {fidelity: analytic}
            claims:
            """;
    private static final String CLAIM =
            """
              - {name: NAME, says: it is so, source: table 1, confidence: computed, REST}
            """;

    @TempDir
    private Path folder;

    private static PaperClaims paper(String... claims) {
        StringBuilder text = new StringBuilder(FILE);
        for (int i = 0; i < claims.length; i++) {
            text.append(CLAIM.replace("NAME", "claim-" + i).replace("REST", claims[i]));
        }
        return ClaimCatalogue.parse(EXTENSIONS, "small.yaml", text.toString());
    }

    private List<Judgement> trained(VerdictsOnRecord record, String... claims) {
        return new ClaimJudge(EXTENSIONS, new KeptTrainings(folder, "this", new RunControl()), 2, record)
                .judge(List.of(paper(claims)), each -> {})
                .get(0)
                .judgements();
    }

    @Test
    void whatSeedsSettleIsTheVerdictAndASentenceSaysByHowMuch() {
        String five = "by: training, run: small, with: {seeds: 5}, ";
        List<Judgement> judged = trained(
                VerdictsOnRecord.parse("claim-0\tnot_settled\t1\nclaim-1\treproduced\t1\n"),
                five + "expect: [final-loss(ddp) <= final-loss(slower)]",
                five + "expect: [final-loss(ddp) >= final-loss(slower)]",
                five + "expect: [final-loss(ddp) <= 1e-9], direction: [final-loss(ddp) <= final-loss(slower)]",
                five + "expect: [final-loss(ddp) = final-loss(slower) within 0.1 %, final-loss(ddp) >= 1.5]",
                five + "expect: [final-loss(ddp) <= final-loss(wild)]");
        assertThat(judged.stream().map(Judgement::verdict))
                .containsExactly(
                        ClaimVerdict.REPRODUCED,
                        ClaimVerdict.NOT_REPRODUCED,
                        ClaimVerdict.DIRECTION_ONLY,
                        ClaimVerdict.NOT_REPRODUCED,
                        ClaimVerdict.NOT_REPRODUCED);
        assertThat(judged.stream().map(Judgement::isWorse)).containsExactly(false, true, false, false, false);
        assertThat(judged.get(0).found()).matches("[0-9.]+ ± [0-9.]+");
        assertThat(judged.get(0).seeds()).hasSize(1);
        assertThat(judged.get(0).seeds().get(0)).contains("holds", "paired difference", "under 5 of 5 seeds");
        assertThat(judged.get(2).seeds()).hasSize(2);
        assertThat(judged.get(2).seeds().get(1)).startsWith("direction: ");
        assertThat(judged.get(4).found()).contains("wild diverged under seed 1");
        PaperClaims paper = paper("by: not-testable, because: no")
                .with(judged.stream().map(Judgement::claim).toList());
        String text = VerdictsOnRecord.none().text(List.of(paper), List.of(new JudgedPaper(paper, judged)));
        VerdictsOnRecord.Entry known = VerdictsOnRecord.parse(text).of("claim-2");
        assertThat(known)
                .isEqualTo(new VerdictsOnRecord.Entry(
                        ClaimVerdict.DIRECTION_ONLY,
                        judged.get(2).found(),
                        judged.get(2).wanted(),
                        judged.get(2).seeds()));
        assertThat(Judgement.onRecord(judged.get(2).claim(), known).seeds())
                .isEqualTo(judged.get(2).seeds());
    }

    @Test
    void fewSeedsAreRefused() {
        assertThatThrownBy(() -> trained(
                        VerdictsOnRecord.none(),
                        "by: training, run: small, with: {seeds: 4}, expect: [final-loss(ddp) <= final-loss(slower)]"))
                .hasMessageContaining("claim 'claim-0': the run has 4 seeds; a claim by training needs 5 or more");
    }

    @Test
    void aBoundOfADifferenceIsRefused() {
        assertThatThrownBy(() -> trained(
                        VerdictsOnRecord.none(),
                        "by: training, run: small, with: {seeds: 5}, expect: [least-difference-loss(slower) >= 0]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "claim 'claim-0': 'least-difference-loss(slower) >= 0' names a bound of a difference");
    }

    @Test
    void whatWasTrainedIsKeptForTheSameProgramAndText() throws IOException {
        PaperClaims paper =
                paper("by: training, run: small, with: {seeds: 5}, expect: [final-loss(ddp) <= final-loss(slower)]");
        int[] steps = {0};
        Judgement other = judged(paper, "another", new Steps(steps, () -> {}));
        int all = steps[0];
        assertThat(all).isGreaterThanOrEqualTo(2 * 5 * 8);
        steps[0] = 0;
        RunControl stopping = new RunControl();
        ClaimProgress stopsSoon = new Steps(steps, () -> {
            if (steps[0] == 50) {
                stopping.stop();
            }
        });
        assertThatThrownBy(() -> new ClaimJudge(
                                EXTENSIONS, new KeptTrainings(folder, "this", stopping), 2, VerdictsOnRecord.none())
                        .judge(List.of(paper), stopsSoon))
                .isInstanceOf(RunControl.StoppedException.class);
        assertThat(steps[0]).isEqualTo(50);
        Judgement resumed = judged(paper, "this", new Steps(steps, () -> {}));
        assertThat(steps[0]).as("nothing is trained twice").isEqualTo(all);
        assertThat(resumed).isEqualTo(other);
        assertThat(judged(paper, "this", new Steps(steps, () -> {}))).isEqualTo(other);
        assertThat(steps[0]).isEqualTo(all);
        KeptTrainings kept = new KeptTrainings(folder, "another", new RunControl());
        new ClaimJudge(EXTENSIONS, kept, 2, VerdictsOnRecord.none()).judge(List.of(paper), each -> {});
        try (Stream<Path> runs = Files.list(folder)) {
            assertThat(runs).hasSize(2);
        }
        Path mine = Files.createDirectory(folder.resolve("quick-20261122-180000"));
        Files.writeString(mine.resolve("manifest.json"), "{}");
        kept.deleteOthers();
        assertThat(mine).as("a run of the user's beside them").exists();
        try (Stream<Path> runs = Files.list(folder)) {
            assertThat(runs).hasSize(2);
        }
    }

    private Judgement judged(PaperClaims paper, String program, ClaimProgress progress) {
        return new ClaimJudge(
                        EXTENSIONS, new KeptTrainings(folder, program, new RunControl()), 2, VerdictsOnRecord.none())
                .judge(List.of(paper), progress)
                .get(0)
                .judgements()
                .get(0);
    }

    /** Counts steps that are trained. */
    private record Steps(int[] trained, Runnable each) implements ClaimProgress {
        @Override
        public void judged(Judgement judgement) {}

        @Override
        public ProgressListener began(String name) {
            return new ProgressListener() {
                @Override
                public void stepped(long stepsDone, double loss, boolean isTrained) {
                    if (isTrained) {
                        trained[0]++;
                        each.run();
                    }
                }
            };
        }
    }

    /** What trains for minutes is run by hand; that it can be is seen here. */
    @Test
    void everyTrainingCanBePlannedAndRestsOnSeedsEnough() {
        ScenarioReader reader = new ScenarioReader(EXTENSIONS);
        Set<String> planned = new HashSet<>();
        for (PaperClaims paper : ClaimCatalogue.papers(EXTENSIONS)) {
            for (PaperClaim claim : paper.claims()) {
                if (claim.by() != Evidence.TRAINING) {
                    continue;
                }
                if (claim.run() == null) {
                    assertThat(ClaimExperiment.named(paper, claim))
                            .as(claim.name())
                            .isNotEmpty();
                } else if (planned.add(ClaimRuns.text(paper, claim))) {
                    ScenarioReader.Source source = reader.parse(claim.name(), ClaimRuns.text(paper, claim));
                    assertThat(Planner.plan(source.scenario(), source.document(), null)
                                    .seeds())
                            .as(claim.name())
                            .hasSizeGreaterThanOrEqualTo(ClaimJudge.LEAST_SEEDS);
                }
            }
        }
        assertThat(planned).hasSizeGreaterThan(10);
    }
}
