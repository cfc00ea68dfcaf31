package org.longhaul.training.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * From the peak towards a fraction f of it, which it would have after the last step: {@code f^(t / T)} in step t of T, where t is the
 * first step of its stretch.
 *
 * @param fraction f, in (0, 1]
 * @param stretch s, steps of one learning rate, such as those of a round
 * @param steps length of the run
 */
public record Exponential(double fraction, long stretch, long steps) implements Schedule {
    /** Settings of {@code exponential}. */
    public record Settings(
            @JsonProperty(defaultValue = "0.02")
                    @JsonPropertyDescription(
                            "fraction of the peak towards which the learning rate falls; SparsyFed: 0.01 of 0.5")
                    double fraction,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("steps of one learning rate; those of a round, for one a round")
                    long stretch) {
        public Settings {
            if (!(fraction > 0 && fraction <= 1)) {
                throw new IllegalArgumentException("fraction (" + PlainNumber.of(fraction) + ") must lie in (0, 1].");
            }
            Require.period("stretch", stretch);
        }
    }

    /** Makes {@link Exponential}. */
    @SuppressWarnings("rawtypes")
    @AutoService(ScheduleFactory.class)
    @Provides(
            id = "exponential",
            description = "The same factor from step to step, or from round to round, towards a fraction of the peak.",
            source = "Guastella et al., \"SparsyFed\", arXiv 2504.05153, as its authors' code has it.")
    public static final class Factory implements ScheduleFactory<Settings> {
        @Override
        public Schedule create(Settings settings, long totalSteps) {
            return new Exponential(settings.fraction(), settings.stretch(), totalSteps);
        }
    }

    @Override
    public double factor(long step) {
        double done = (double) (step / stretch * stretch) / steps;
        return Math.pow(fraction, Math.min(1, done));
    }
}
