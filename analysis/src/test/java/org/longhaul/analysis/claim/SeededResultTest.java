package org.longhaul.analysis.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.claim.SeededResult.Finding;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.statistics.Comparison;

/** Only what the paired differences over seeds settle is said to hold, whatever the means are. */
class SeededResultTest {

    /** Losses of two methods under seeds 1, 2, ... */
    private static SeededResult check(String claim, double[] ddp, double[] local) {
        List<MethodRecord> methods = new ArrayList<>();
        for (int seed = 0; seed < ddp.length; seed++) {
            methods.add(SmallRun.method("DDP", "ddp", seed + 1, 4.0, 100, 9.0, ddp[seed]));
            methods.add(SmallRun.method("local", "local-sgd", seed + 1, 1.0, 10, 9.0, local[seed]));
        }
        FigureSource source = FigureSource.of(Comparison.of(SmallRun.run(methods, SmallRun.loss(3.0))));
        return SeededResult.of(Claim.parse(claim, source), source.bySeed());
    }

    @Test
    void aDifferenceThatEverySeedHasIsSettledThoughSeedsDifferFarMore() {
        double[] ddp = {1.0, 2.0, 3.0, 4.0, 5.0};
        double[] local = {1.1, 2.1, 3.12, 4.08, 5.1};

        SeededResult lower = check("final-loss(DDP) <= final-loss(local)", ddp, local);
        assertThat(lower.finding()).isEqualTo(Finding.HOLDS);
        assertThat(lower.holding()).isEqualTo(5);
        assertThat(lower.difference().mean()).isCloseTo(-0.1, within(1e-12));
        // Student's t of 4 degrees of freedom at 97.5 %: 2.7764; the standard deviation of the differences is
        // 0.0141421.
        assertThat(Objects.requireNonNull(lower.difference().student()).low())
                .isCloseTo(-0.1 - 2.776445 * 0.01414214 / Math.sqrt(5), within(1e-6));
        assertThat(check("final-loss(DDP) >= final-loss(local)", ddp, local).finding())
                .isEqualTo(Finding.FAILS);
        assertThat(lower.found()).isEqualTo("3 ± 1.581");
        assertThat(lower.wanted()).isEqualTo("≤ 3.1 ± 1.578");
        assertThat(lower.sentence())
                .isEqualTo("final-loss(DDP) <= final-loss(local): holds; 3 ± 1.581 against 3.1 ± 1.578,"
                        + " paired difference -0.1 [-0.1176, -0.08244]; under 5 of 5 seeds");
    }

    @Test
    void anOrderThatFlipsIsOpenWhateverTheMeansAre() {
        double[] ddp = {1.0, 1.0, 1.0, 1.0, 1.0};
        double[] local = {1.3, 1.2, 0.9, 1.1, 0.95};

        SeededResult result = check("final-loss(DDP) <= final-loss(local)", ddp, local);
        assertThat(result.finding()).isEqualTo(Finding.OPEN);
        assertThat(result.flips()).isTrue();
        assertThat(result.sentence()).contains("flips between seeds").endsWith("under 3 of 5 seeds");
        assertThat(check("final-loss(DDP) >= final-loss(local)", ddp, local).finding())
                .isEqualTo(Finding.OPEN);
    }

    @Test
    void equalityIsSettledWhereTheWholeIntervalIsWithinTheTolerance() {
        double[] ddp = {1.0, 2.0, 3.0, 4.0, 5.0};
        double[] local = {1.01, 2.0, 2.99, 4.01, 5.0};

        assertThat(check("final-loss(local) = final-loss(DDP) within 2 %", ddp, local)
                        .finding())
                .isEqualTo(Finding.HOLDS);
        assertThat(check("final-loss(local) = final-loss(DDP) within 0.2 %", ddp, local)
                        .finding())
                .isEqualTo(Finding.OPEN);
        assertThat(check("final-loss(local) = 9 within 10 %", ddp, local).finding())
                .isEqualTo(Finding.FAILS);
    }

    @Test
    void aFigureThatIsMissingUnderOneSeedSettlesAgainst() {
        double[] ddp = {1.0, 2.0, 3.0, 4.0, 5.0};
        double[] local = {1.1, 2.1, Double.NaN, 4.1, 5.1};

        SeededResult result = check("final-loss(DDP) <= final-loss(local)", ddp, local);
        assertThat(result.finding()).isEqualTo(Finding.FAILS);
        assertThat(result.sentence())
                .contains("has no figure under some seed; 3 ± 1.581 against none, paired difference none; under");
        assertThat(result.wanted()).isEqualTo("≤ none");
    }

    @Test
    void oneSeedSettlesNothing() {
        assertThatThrownBy(() -> check("final-loss(DDP) <= final-loss(local)", new double[] {1}, new double[] {2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs figures under two seeds or more; here there are 1");
    }
}
