package org.longhaul.training.method.synchronous;

import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.model.Layout;
import org.longhaul.training.replica.Replicas;

/** A method that exchanges in every step, after which the parameters and optimizer states of all who take part are equal. */
interface EveryStep extends DistributedMethod {
    /** Where the parameters lie in each vector of {@link #state}. */
    default Layout layoutOfState(Replicas replicas) {
        return replicas.layout();
    }

    /** The workers' running statistics, of batches that differ, become their mean; a model without any exchanges nothing. */
    static void shareStatistics(Replicas replicas, Communicator net) {
        long statistics = replicas.layout().statistics();
        if (statistics > 0) {
            net.allReduceMean(replicas.parameters().part(0, statistics).as("statistics"), null);
        }
    }

    @Override
    default void finish(long steps, Replicas replicas, Communicator net) {}

    @Override
    default HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }
}
