package org.longhaul.scenario.engine.plan;

/** What a method does in its first steps, known before it runs. */
@FunctionalInterface
public interface StepsAhead {

    /** Follows each method without training it. */
    StepsAhead FOLLOWED = (method, steps) -> UntrainedSteps.of(method.training(), method.trainedGroups(), steps);

    /**
     * The first steps.
     *
     * @param steps how many, at most those of the method's plan
     */
    UntrainedSteps of(MethodPlan method, long steps);
}
