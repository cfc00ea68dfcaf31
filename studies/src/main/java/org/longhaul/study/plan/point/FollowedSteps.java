package org.longhaul.study.plan.point;

import com.google.common.math.LongMath;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.plan.UntrainedSteps;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.model.ParameterGroup;

/**
 * What a method does in each of its steps, found without training.
 *
 * <p>A method with periods is followed for a few rounds, a round being the least common multiple of its periods. Where the second
 * round equals the third, the rounds between are taken to be the same; where not, every step is followed.
 *
 * @param trace what is computed and exchanged
 * @param groups parameter groups of the model that the payloads are those of
 * @param round steps after which everything repeats; 1 where nothing does
 */
public record FollowedSteps(RunLengthTrace<StepEvents> trace, List<ParameterGroup> groups, long round) {
    private static final long LONGEST_ROUND = 1 << 14;
    private static final int ROUNDS = 3;

    /**
     * Follows a method.
     *
     * @param steps how many steps, at least 1
     * @param closing whether the last one ends with the exchange that makes one model of all
     */
    static FollowedSteps of(MethodPlan method, long steps, boolean closing) {
        long round = round(method.section().method().settings());
        long followed = steps;
        if (round <= LONGEST_ROUND && steps > (ROUNDS + 1) * round) {
            followed = ROUNDS * round + steps % round;
        }
        UntrainedSteps few = follow(method, followed, closing);
        if (followed < steps && !isPeriodic(few.trace(), round)) {
            few = follow(method, steps, closing);
            followed = steps;
        }
        RunLengthTrace<StepEvents> all =
                followed < steps ? withRounds(few.trace(), round, (steps - followed) / round) : few.trace();
        return new FollowedSteps(all, few.groups(), Math.min(round, LONGEST_ROUND));
    }

    private static UntrainedSteps follow(MethodPlan method, long steps, boolean closing) {
        // Of a training that is one step longer the last step ends no training.
        TrainingPlan training = method.training().withSteps(closing ? steps : steps + 1);
        return UntrainedSteps.of(training, method.trainedGroups(), steps);
    }

    /** Least common multiple of all periods of a method's settings; some multiple beyond the longest round where it is longer. */
    static long round(Record settings) {
        long round = 1;
        for (List<Long> periods : periods(settings).values()) {
            for (long period : periods) {
                round = period < 1 || round > LONGEST_ROUND ? round : round / LongMath.gcd(round, period) * period;
            }
        }
        return round;
    }

    /** The sync periods of a method's settings by their names, in steps; a setting may be a list of them. */
    public static Map<String, List<Long>> periods(Record settings) {
        Map<String, List<Long>> periods = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = isPeriod(component.getName()) ? SettingWords.value(component, settings) : null;
            List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
            List<Long> steps = all.stream()
                    .filter(Number.class::isInstance)
                    .map(each -> ((Number) each).longValue())
                    .toList();
            if (!steps.isEmpty()) {
                periods.put(component.getName(), steps);
            }
        }
        return periods;
    }

    private static boolean isPeriod(String setting) {
        return setting.equals("period") || setting.endsWith("Period") || setting.endsWith("Periods");
    }

    private static boolean isPeriodic(RunLengthTrace<StepEvents> trace, long round) {
        RunLengthTrace.Player<StepEvents> second = trace.player();
        RunLengthTrace.Player<StepEvents> third = trace.player();
        for (long step = round; step < 2 * round; step++) {
            if (!Objects.equals(second.step(step), third.step(step + round))) {
                return false;
            }
        }
        return true;
    }

    private static RunLengthTrace<StepEvents> withRounds(RunLengthTrace<StepEvents> few, long round, long more) {
        RunLengthTrace.Recorder<StepEvents> all = new RunLengthTrace.Recorder<>();
        copy(few, 0, 2 * round, all);
        if (round == 1) {
            StepEvents each = few.player().step(1);
            if (each != null) {
                all.add(each, more);
            }
        } else {
            for (long repeated = 0; repeated < more; repeated++) {
                copy(few, round, 2 * round, all);
            }
        }
        copy(few, 2 * round, few.steps(), all);
        return all.trace();
    }

    private static void copy(
            RunLengthTrace<StepEvents> from, long first, long end, RunLengthTrace.Recorder<StepEvents> to) {
        RunLengthTrace.Player<StepEvents> player = from.player();
        for (long step = first; step < end; step++) {
            StepEvents events = player.step(step);
            if (events != null) {
                to.add(events);
            }
        }
    }
}
