package org.longhaul.scenario.engine;

import org.longhaul.scenario.DataSection;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.communicate.WireFormat;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.schedule.ScheduleFactory;

/**
 * Everything that decides the losses. Two units with equal plans train alike, whatever their networks, so that one
 * training serves both.
 *
 * @param wireFormat what exchanges are rounded to and charged in, unless the method's settings state another format for them
 */
record TrainingPlan(
        Selection<DistributedMethodFactory<?>> method,
        Selection<OptimizerFactory<?>> optimizer,
        Selection<ScheduleFactory<?>> schedule,
        Clipping clipping,
        Selection<ModelFactory<?>> model,
        DataSection data,
        int workers,
        int batch,
        int context,
        long steps,
        long evaluateEvery,
        WireFormat wireFormat,
        long seed) {

    /** The same under another seed. */
    TrainingPlan withSeed(long other) {
        return new TrainingPlan(
                method,
                optimizer,
                schedule,
                clipping,
                model,
                data,
                workers,
                batch,
                context,
                steps,
                evaluateEvery,
                wireFormat,
                other);
    }

    /** Tokens that all workers together train on in a step. */
    long tokensPerStep() {
        return (long) workers * batch * context;
    }
}
