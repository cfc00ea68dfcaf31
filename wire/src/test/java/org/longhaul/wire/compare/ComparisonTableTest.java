package org.longhaul.wire.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.PercentTolerance;

/** What a user reads of a comparison. */
final class ComparisonTableTest {
    private static final WireComparison COMPARISON = new WireComparison(
            "wire-quick",
            new PercentTolerance(25),
            20_000,
            List.of("Session 2: taken up again 30.0 s after the one before had ended."),
            List.of(
                    new MethodComparison(
                            "ddp",
                            1,
                            100,
                            List.of(
                                    new ComparedFigure("step, median", 0.1, 0.11, true),
                                    new ComparedFigure("step, mean", 0.12, 0.126, false),
                                    new ComparedFigure("exchanging", 8.0, 8.8, false),
                                    new ComparedFigure("waiting", 0.0, 0.0, false),
                                    new ComparedFigure("total", 12.0, 12.6, true),
                                    new ComparedFigure("to loss 3.2", null, 12.6, false)),
                            List.of(
                                    new ErrorTerm(
                                            "exchanging",
                                            0.8,
                                            0.0667,
                                            "gradients: 80 ms measured, 88 ms projected each"),
                                    new ErrorTerm("computing, which is given", -0.2, -0.0167, "")),
                            40_000_000L,
                            40_400_000,
                            42_800_000,
                            new LossDifference(3e-7, "loss after step 50", 20),
                            new ExchangeMembers("100 x all 4", "100 x all 4", List.of()),
                            List.of("outage: link a--hub down for 10.0 s from 2.00 s on, simulated on rank0--hub"),
                            null),
                    new MethodComparison(
                            "diloco",
                            1,
                            100,
                            List.of(
                                    new ComparedFigure("step, median", 0.1, 0.1, true),
                                    new ComparedFigure("total", 10.0, 13.0, true)),
                            List.of(),
                            null,
                            1_000_000,
                            1_050_000,
                            new LossDifference(0, "", 0),
                            new ExchangeMembers(
                                    "1 x [0, 1, 3]",
                                    "1 x all 4",
                                    List.of("parameters of step 8: [0, 1, 3] measured, [0, 1, 2, 3] projected")),
                            List.of(),
                            "rank 2 at 10.0.0.3 was lost after step 100")));

    @Test
    void tableAndExplanations() {
        assertThat(new ComparisonTable(COMPARISON).render(TextTable.Style.UNICODE, 100, new PercentTolerance(25)))
                .isEqualTo(
                        """
                        method  figure             measured    projected    error
                        ──────  ────────────  ─────────────  ───────────  ───────
                        ddp     step, median         100 ms       110 ms  +10.0 %
                                step, mean           120 ms       126 ms   +5.0 %
                                exchanging           8.00 s       8.80 s  +10.0 %
                                waiting                 0 s          0 s    0.0 %
                                total                12.0 s       12.6 s   +5.0 %
                                to loss 3.2               –       12.6 s        –
                                exchanges of    100 x all 4  100 x all 4    equal
                        diloco  step, median         100 ms       100 ms    0.0 %
                                total                10.0 s       13.0 s  +30.0 %
                                exchanges of  1 x [0, 1, 3]    1 x all 4   differ

                        ddp: total +5.0 % over 100 steps, of which exchanging +6.7 % (gradients: 80 ms measured, 88 ms
                            projected each); computing, which is given -1.7 %.
                          bytes: kernels sent 40.0 MB of payload, simulated 40.4 MB of payload, 42.8 MB with headers of TCP
                            and IP (+1.0 %).
                          losses: 20 values, at most 3.0e-07 from those of the training in one process (loss after step 50).
                          outage: link a--hub down for 10.0 s from 2.00 s on, simulated on rank0--hub.
                        diloco: total +30.0 % over 100 steps.
                          bytes: simulated 1.00 MB of payload, 1.05 MB with headers of TCP and IP; the kernels did not
                            count.
                          losses: none to compare.
                          members differ: parameters of step 8: [0, 1, 3] measured, [0, 1, 2, 3] projected.
                          ended early: rank 2 at 10.0.0.3 was lost after step 100
                        Session 2: taken up again 30.0 s after the one before had ended.
                        Clocks of the hosts were brought together to within 20.0 µs, which is how exactly waiting and
                            exchanging are told apart.

                        Median error of the totals 17.5 %; beyond 25 %: diloco (ended early).
                        """);
    }

    @Test
    void withoutAMethodThereIsNoVerdict() {
        WireComparison nothing = new WireComparison("begun", new PercentTolerance(10), 0, List.of(), List.of());

        assertThat(nothing.isWithin(new PercentTolerance(10))).isFalse();
        assertThat(new ComparisonTable(nothing).verdict(new PercentTolerance(10)))
                .isEqualTo("No method was compared, so nothing is known of the projection.");
    }

    @Test
    void theVerdictNamesWhatIsBeyondATolerance() {
        ComparisonTable table = new ComparisonTable(COMPARISON);

        assertThat(COMPARISON.isWithin(new PercentTolerance(30))).isFalse();
        assertThat(COMPARISON.methods().get(0).isWithin(new PercentTolerance(10)))
                .isTrue();
        assertThat(COMPARISON.methods().get(0).isWithin(new PercentTolerance(9)))
                .isFalse();
        assertThat(table.verdict(new PercentTolerance(9))).endsWith("beyond 9 %: ddp, diloco (ended early).");
    }

    @Test
    void thePageHoldsTheSame() {
        String page = ComparisonPage.html(COMPARISON, new PercentTolerance(25));

        assertThat(page)
                .contains("<td class=\"n\">+5.0 %</td>")
                .contains("was lost after step 100")
                .doesNotContain("<script");
    }
}
