package org.longhaul.scenario.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Longer than other tests, some three seconds: nothing can be redirected before a model knows something. */
final class ActivationRedirectionTest {
    private static final ActivationRedirection.Settings SETTINGS =
            new ActivationRedirection.Settings(8, 8, 3, 40, 120, 220, 32, 0.005, 64, 0.001, null);

    @Test
    void aSubjectIsForgottenAndComesBackWhenTheVectorIsTakenAway() {
        long[] steps = {0};
        Map<String, Double> figures = new ActivationRedirection().figures(SETTINGS, 1, done -> steps[0] = done);
        Function<String, Double> figure = id -> Objects.requireNonNull(figures.get(id), id);
        assertThat(steps[0]).isEqualTo(220);
        assertThat(figure.apply("base-forget-recall")).isGreaterThan(0.9);
        assertThat(figure.apply("base-retain-recall")).isGreaterThan(0.9);
        assertThat(figure.apply("base-unknown-refusals")).isGreaterThan(0.9);
        assertThat(figure.apply("base-forget-refusals")).isZero();
        // The best of the variants; the bounds of the method are claims, under five seeds.
        assertThat(Math.min(figure.apply("all-deviation"), figure.apply("last-deviation")))
                .isLessThan(0.5 * figure.apply("base-deviation"));
        assertThat(figure.apply("random-forget-refusals")).isLessThan(0.2);
        assertThat(figure.apply("reversed-recall"))
                .isGreaterThan(0.5)
                .isGreaterThan(figure.apply("last-forget-recall") + 0.3);
        assertThat(figure.apply("block")).isBetween(0.0, 2.0);
    }
}
