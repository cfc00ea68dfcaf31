package org.longhaul.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SchedulesTest {
    @Test
    void warmsUpLinearlyAndReachesThePeakAtItsLastStep() {
        Schedule schedule = new Constant.Factory().create(new Constant.Settings(4), 10);
        assertThat(schedule.factor(0)).isEqualTo(0.25);
        assertThat(schedule.factor(1)).isEqualTo(0.5);
        assertThat(schedule.factor(3)).isEqualTo(1);
        assertThat(schedule.factor(9)).isEqualTo(1);
    }

    @Test
    void cosineFallsFromThePeakToTheFloor() {
        Schedule schedule = new Cosine.Factory().create(new Cosine.Settings(20, 0.1, null), 120);
        assertThat(schedule.factor(19)).isEqualTo(1);
        assertThat(schedule.factor(20)).isEqualTo(1);
        assertThat(schedule.factor(70)).isCloseTo(0.55, within(1e-12));
        assertThat(schedule.factor(45)).isCloseTo(0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(schedule.factor(120)).isEqualTo(0.1);
        assertThat(schedule.factor(500)).isEqualTo(0.1);
    }

    @Test
    void cosineMayBeLongerThanTheRun() {
        Schedule schedule = new Cosine.Factory().create(new Cosine.Settings(0, 0, 1000L), 100);
        assertThat(schedule.factor(500)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void wsdIsStableAndThenFallsByOneMinusSquareRoot() {
        Schedule schedule = new WarmupStableDecay.Factory().create(new WarmupStableDecay.Settings(10, 0.25), 400);
        assertThat(schedule.factor(4)).isEqualTo(0.5);
        assertThat(schedule.factor(150)).isEqualTo(1);
        assertThat(schedule.factor(300)).isEqualTo(1);
        assertThat(schedule.factor(325)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(364)).isCloseTo(0.2, within(1e-12));
        assertThat(schedule.factor(400)).isZero();
    }

    /** 0.5 exp(t / 700 ln(0.01 / 0.5)) is 0.5, 0.286, 0.0707 and 0.01 in rounds 0, 100, 350 and 700 of SparsyFed. */
    @Test
    void exponentialFallsFromRoundToRound() {
        Schedule schedule = new Exponential.Factory().create(new Exponential.Settings(0.02, 30), 700 * 30);
        assertThat(0.5 * schedule.factor(29)).isEqualTo(0.5);
        assertThat(0.5 * schedule.factor(100 * 30 + 29)).isCloseTo(0.286, within(5e-4));
        assertThat(0.5 * schedule.factor(350 * 30)).isCloseTo(0.0707, within(5e-5));
        assertThat(0.5 * schedule.factor(700 * 30)).isCloseTo(0.01, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exponential.Settings(0, 1))
                .withMessageContaining("fraction (0.0)");
    }

    @Test
    void refusesSettingsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Constant.Settings(-1))
                .withMessageContaining("warmupSteps (-1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cosine.Settings(0, 1.5, null))
                .withMessageContaining("floor (1.5)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WarmupStableDecay.Factory().create(new WarmupStableDecay.Settings(95, 0.1), 100))
                .withMessageContaining("warmupSteps (95) must not exceed the schedule's 90 steps");
    }

    /** Every registered schedule with its declared defaults stays within [0, 1] and cites its source. */
    @Test
    void everyScheduleKeepsItsContract() {
        int found = 0;
        for (ScheduleFactory<?> factory : ServiceLoader.load(ScheduleFactory.class)) {
            found++;
            assertThat(factory.id()).matches("[a-z][a-z0-9-]*");
            assertThat(factory.description()).endsWith(".");
            assertThat(factory.source()).isNotBlank();
            Schedule schedule = create(factory);
            for (long step = 0; step < 100; step++) {
                assertThat(schedule.factor(step)).isBetween(0.0, 1.0);
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(3);
    }

    private static <S extends Record> Schedule create(ScheduleFactory<S> factory) {
        return factory.create(org.longhaul.training.DefaultSettings.of(factory), 100);
    }
}
