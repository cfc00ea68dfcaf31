package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequireTest {
    @Test
    void boundsThemselvesAreAllowedWhereTheRuleSaysSo() {
        assertThatCode(() -> {
                    Require.atLeast("n", 2, 2);
                    Require.count("n", 7, 7);
                    Require.period("n", 1);
                    Require.step("n", 0);
                    Require.positive("x", 1e9, 1e9);
                    Require.notNegative("x", 0, 1e30);
                    Require.decay("x", 0);
                    Require.share("x", 1);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void messagesNameTheSettingTheValueAndTheRule() {
        assertThatThrownBy(() -> Require.positive("rate", 0, 1e9))
                .hasMessage("rate (0.0) must be above 0 and at most 1e9.");
        assertThatThrownBy(() -> Require.notNegative("decay", -0.0001, 1e30))
                .hasMessage("decay (-0.0001) must lie in [0, 1e30].");
        assertThatThrownBy(() -> Require.decay("mu", 1)).hasMessage("mu (1.0) must lie in [0, 1).");
        assertThatThrownBy(() -> Require.share("s", 1.5)).hasMessage("s (1.5) must lie in [0, 1].");
        assertThatThrownBy(() -> Require.count("heads", 0, 4)).hasMessage("heads (0) must lie in [1, 4].");
        assertThatThrownBy(() -> Require.atLeast("k", 1, 2)).hasMessage("k (1) must be at least 2.");
        assertThatThrownBy(() -> Require.step("from", -1)).hasMessage("from (-1) must not be negative.");
        assertThatThrownBy(() -> Require.period("K", 0)).hasMessage("K (0) must be at least 1 step.");
    }

    @Test
    void notANumberIsNeverAllowed() {
        assertThatThrownBy(() -> Require.positive("x", Double.NaN, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Require.notNegative("x", Double.NaN, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Require.decay("x", Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Require.share("x", Double.NaN)).hasMessageContaining("NaN");
    }
}
