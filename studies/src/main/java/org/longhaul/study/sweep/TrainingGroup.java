package org.longhaul.study.sweep;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.TrainingFacts;
import org.longhaul.scenario.engine.plan.TrainingPlan;

/**
 * Points whose methods train alike, so that the same trainings serve them all.
 *
 * @param key name of its folder, made from everything that decides its trainings
 * @param source the scenario of its first point
 * @param plan its plan
 * @param trainings what is trained once for all of them
 * @param asking labels of methods that ask the network, and train anew at every point
 */
record TrainingGroup(
        String key, ScenarioReader.Source source, RunPlan plan, List<Needed> trainings, List<String> asking) {
    private static final int DIGITS = 16;

    /**
     * One training: a method under a seed.
     *
     * @param key name of its folder
     * @param plan everything that decides its losses
     */
    record Needed(String key, MethodPlan method, long seed, TrainingPlan plan) {}

    /** What decides the trainings of a group: equal ones share them. */
    record Identity(List<String> labels, List<TrainingPlan> plans) {
        static Identity of(RunPlan plan) {
            List<String> labels = new ArrayList<>();
            List<TrainingPlan> plans = new ArrayList<>();
            for (long seed : plan.seeds()) {
                for (MethodPlan method : plan.methods()) {
                    labels.add(method.label());
                    plans.add(method.training().withSeed(seed));
                }
            }
            return new Identity(labels, plans);
        }
    }

    /** The group of a plan. */
    static TrainingGroup of(ScenarioReader.Source source, RunPlan plan) {
        List<Needed> needed = new ArrayList<>();
        List<String> asking = new ArrayList<>();
        Hasher all = Hashing.sha256().newHasher();
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                TrainingPlan training = method.training().withSeed(seed);
                String exactly = TrainingFacts.exactly(training);
                all.putString(method.label() + "\n" + exactly + "\n", StandardCharsets.UTF_8);
                if (training.isShared()) {
                    needed.add(new Needed(key(training, exactly), method, seed, training));
                } else if (!asking.contains(method.label())) {
                    asking.add(method.label());
                }
            }
        }
        return new TrainingGroup(
                all.hash().toString().substring(0, DIGITS), source, plan, List.copyOf(needed), List.copyOf(asking));
    }

    private static String key(TrainingPlan training, String exactly) {
        String method = training.method().id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return method + "-seed" + training.seed() + "-"
                + Hashing.sha256()
                        .hashString(exactly, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, DIGITS);
    }

    /** Every training that some groups need, each once, by its folder. */
    static Map<String, Needed> distinct(Iterable<TrainingGroup> groups) {
        Map<String, Needed> distinct = new LinkedHashMap<>();
        groups.forEach(group -> group.trainings.forEach(each -> distinct.putIfAbsent(each.key, each)));
        return distinct;
    }
}
