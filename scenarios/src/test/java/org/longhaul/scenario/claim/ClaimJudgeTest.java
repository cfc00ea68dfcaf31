package org.longhaul.scenario.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.file.InvalidFileException;

/** Verdicts follow from what is computed, and are compared with those on record. */
final class ClaimJudgeTest {
    private static final Extensions EXTENSIONS = Extensions.load();
    private static final String FILE =
            """
            paper: small
            citation: nobody
            models:
              table: {formula: published, numbers: {ours: 2, theirs: 3}}
              slow: {formula: momentum-memory, beta: 0.5, steps: 1}
            runs:
              units: |
                name: units
                topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
                compute: {stepTime: 100 ms}
                model: {kind: quadratic, layers: 1, elements: 2}
                training: {steps: 8, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}}
                methods: [{id: ddp}, {id: local-sgd, parameterPeriod: ${period}}]
                network: {fidelity: analytic}
            claims:
            """;
    private static final String CLAIM =
            """
              - {name: NAME, says: it is so, source: table 1, confidence: computed, REST}
            """;

    private static PaperClaims paper(String... claims) {
        StringBuilder text = new StringBuilder(FILE);
        for (int i = 0; i < claims.length; i++) {
            text.append(CLAIM.replace("NAME", "claim-" + i).replace("REST", claims[i]));
        }
        return ClaimCatalogue.parse(EXTENSIONS, "small.yaml", text.toString());
    }

    private static List<Judgement> judge(VerdictsOnRecord record, String... claims) {
        return new ClaimJudge(EXTENSIONS, null, 2, record)
                .judge(List.of(paper(claims)), each -> {})
                .get(0)
                .judgements();
    }

    private static JudgedPaper judgedPaper(List<Judgement> judged) {
        PaperClaims paper = paper("by: not-testable, because: no");
        return new JudgedPaper(paper.with(judged.stream().map(Judgement::claim).toList()), judged);
    }

    private static Judgement only(String claim) {
        return judge(VerdictsOnRecord.none(), claim).get(0);
    }

    @Test
    void aVerdictIsTheBestThatHolds() {
        assertThat(only("by: formula, expect: [ours(table) = 2.02 within 1 %]").verdict())
                .isEqualTo(ClaimVerdict.REPRODUCED);
        assertThat(
                        only("by: formula, expect: [ours(table) = 2.05 within 1 %], direction: [ours(table) <= theirs(table)]")
                                .verdict())
                .isEqualTo(ClaimVerdict.DIRECTION_ONLY);
        assertThat(only("by: formula, expect: [ours(table) = 2, theirs(table) = 2], direction: [ours(table) >= 3]")
                        .verdict())
                .isEqualTo(ClaimVerdict.NOT_REPRODUCED);
        assertThat(only("by: not-testable, because: there are no data").verdict())
                .isEqualTo(ClaimVerdict.NOT_TESTABLE);
    }

    @Test
    void aRunIsFilledWithTheClaimsValuesAndMayStandBesideModels() {
        List<Judgement> judged = judge(
                VerdictsOnRecord.none(),
                "by: counted-bytes, run: units, with: {period: 4}, expect: [charged-bytes(ddp) / charged-bytes(local-sgd) = 4]",
                "by: counted-bytes, run: units, with: {period: 2}, expect: [units(ddp) / units(local-sgd) = ours(table)]",
                "by: counted-bytes, run: units, with: {period: 2}, expect: [units(ddp) / units(local-sgd) = 3]");
        assertThat(judged.stream().map(Judgement::verdict))
                .containsExactly(ClaimVerdict.REPRODUCED, ClaimVerdict.REPRODUCED, ClaimVerdict.NOT_REPRODUCED);
        assertThat(judged.get(2).found()).isEqualTo("2");
        assertThat(judged.get(2).wanted()).isEqualTo("3");
    }

    /** Neither what the run cannot do nor what the program does wrong is a verdict on the paper. */
    @Test
    void aRunThatComesToNoEndIsNoVerdict() {
        String stuck = FILE.replace("fidelity: analytic}", "fidelity: analytic}\n    limits: {events: 1}");
        PaperClaims paper = ClaimCatalogue.parse(
                EXTENSIONS,
                "small.yaml",
                stuck
                        + CLAIM.replace("NAME", "claim-0")
                                .replace(
                                        "REST",
                                        "by: counted-bytes, run: units, with: {period: 2}, expect: [units(ddp) = 8]"));
        ClaimJudge judge = new ClaimJudge(EXTENSIONS, null, 1, VerdictsOnRecord.parse("claim-0\tnot_reproduced\t8\n"));
        assertThatThrownBy(() -> judge.judge(List.of(paper), each -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("run 'units', method 'ddp', seed 1: ");
    }

    /** Not even where the verdict on record is the worst, which nothing falls behind. */
    @Test
    void aFaultOfTheProgramIsNoVerdict() {
        PaperClaims paper =
                paper("by: counted-bytes, run: units, with: {period: 2}, expect: [units(ddp) / units(local-sgd) = 2]");
        ClaimJudge judge = new ClaimJudge(
                EXTENSIONS, null, 1, VerdictsOnRecord.parse("claim-0\tnot_reproduced\t1\n"), scenario -> {
                    throw new IllegalStateException("a step that never ends");
                });
        assertThatThrownBy(() -> judge.judge(List.of(paper), each -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a step that never ends");
    }

    @Test
    void aVerdictIsComparedWithTheOneOnRecord() {
        VerdictsOnRecord record = VerdictsOnRecord.parse(
                "claim-0\treproduced\t2\nclaim-1\tnot_reproduced\t7\nclaim-2\tdirection_only\t5\n");
        String wrong = "by: formula, expect: [ours(table) = 4]";
        String training = "by: training, run: units, with: {period: 2}, expect: [units(ddp) >= 9]";
        List<Judgement> judged = judge(record, wrong, wrong, training, training);
        assertThat(judged.stream().map(Judgement::isWorse)).containsExactly(true, false, false, false);
        assertThat(judged.get(2).verdict()).isEqualTo(ClaimVerdict.DIRECTION_ONLY);
        assertThat(judged.get(2).words()).isEqualTo("direction only (on record)");
        assertThat(judged.get(3).words()).isEqualTo("not computed yet");
        PaperClaims all = judgedPaper(judged).paper();
        assertThat(VerdictsOnRecord.parse("claim-2\tnot_settled\t6\n")
                        .text(List.of(all), List.of(new JudgedPaper(all, judged.subList(2, 3)))))
                .as("what is not computed stays as it is where it is written")
                .isEqualTo("claim-2\tnot_settled\t6\n");
    }

    @Test
    void verdictsAreWrittenAsTheyAreRead() {
        List<Judgement> judged =
                judge(VerdictsOnRecord.none(), "by: formula, expect: [half-life-steps(slow) = 1, retention(slow) = 1]");
        String text = VerdictsOnRecord.none().text(List.of(judgedPaper(judged).paper()), List.of(judgedPaper(judged)));
        assertThat(text).isEqualTo("claim-0\tnot_reproduced\t1, 0.5\n");
        VerdictsOnRecord earlier = VerdictsOnRecord.parse("claim-1\tdirection_only\t5\nclaim-0\treproduced\t7\n");
        PaperClaims two = paper("by: not-testable, because: no", "by: formula, expect: [ours(table) = 4]");
        assertThat(earlier.text(List.of(two), List.of(new JudgedPaper(two, judged))))
                .isEqualTo("claim-0\tnot_reproduced\t1, 0.5\nclaim-1\tdirection_only\t5\n");
        assertThat(VerdictsOnRecord.parse(text).of("claim-0"))
                .isEqualTo(new VerdictsOnRecord.Entry(ClaimVerdict.NOT_REPRODUCED, "1, 0.5", "", List.of()));
    }

    @Test
    void whatCannotBeJudgedIsRefused() {
        String[][] cases = {
            {"by: formula, expect: [our(table) = 2]", "claim-0", "there is no figure 'our'", "ours"},
            {"by: formula, expect: [ours(tabel) = 2]", "claim-0", "there is no figure 'ours'"},
            {"by: formula, expect: [units(ddp) = 2]", "claim-0", "there is no run"},
            {"by: formula, expect: [2 = 2]", "claim-0", "names no figure"},
            {"by: counted-bytes, run: units, expect: [units(ddp) = 8]", "with lacks a value for ${period}"},
            {
                "by: counted-bytes, run: units, with: {period: 99}, expect: [units(ddp) = 8]",
                "run units",
                "parameterPeriod"
            },
        };
        for (String[] each : cases) {
            assertThatThrownBy(() -> only(each[0]))
                    .as(each[0])
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(thrown -> {
                        for (int i = 1; i < each.length; i++) {
                            assertThat(thrown).hasMessageContaining(each[i]);
                        }
                    });
        }
    }

    @Test
    void aFileThatIsWrongIsRefusedByLine() {
        String[][] cases = {
            {"by: formula", "expect", "must list what has to hold"},
            {"by: not-testable", "because", "must say why"},
            {"by: counted-bytes, expect: [units(ddp) = 1]", "run", "needs one"},
            {"by: formula, run: units, expect: [units(ddp) = 1]", "run", "must be absent"},
            {"by: counted-bytes, run: unit, expect: [units(ddp) = 1]", "run ('unit')", "units"},
            {"by: formulas, expect: [units(ddp) = 1]", "'formulas' is not known", "formula"},
        };
        for (String[] each : cases) {
            assertThatThrownBy(() -> paper(each[0]))
                    .as(each[0])
                    .isInstanceOf(InvalidFileException.class)
                    .satisfies(thrown -> {
                        for (int i = 1; i < each.length; i++) {
                            assertThat(thrown).hasMessageContaining(each[i]);
                        }
                    });
        }
    }

    @Test
    void everyNameIsUniqueAndWhatIsNotReproducedSaysWhy() {
        VerdictsOnRecord record = VerdictsOnRecord.shipped();
        List<String> names = new ArrayList<>();
        for (PaperClaims paper : ClaimCatalogue.papers(EXTENSIONS)) {
            for (PaperClaim claim : paper.claims()) {
                names.add(claim.name());
                VerdictsOnRecord.Entry entry = record.of(claim.name());
                if (claim.by() != Evidence.TRAINING) {
                    assertThat(entry).as("verdict on record of " + claim.name()).isNotNull();
                }
                if (entry != null && entry.verdict() != ClaimVerdict.REPRODUCED) {
                    assertThat(claim.because()).as(claim.name()).isNotNull();
                }
            }
        }
        assertThat(names).doesNotHaveDuplicates();
    }
}
