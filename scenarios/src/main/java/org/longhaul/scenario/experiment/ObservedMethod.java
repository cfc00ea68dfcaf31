package org.longhaul.scenario.experiment;

import java.util.List;
import java.util.Map;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * A method that is watched: what it does is what the method does, and after each step somebody looks at the workers.
 *
 * @param method without a server
 * @param watcher looks
 */
record ObservedMethod<S extends Record>(DistributedMethodFactory<S> method, Watcher watcher)
        implements DistributedMethodFactory<S> {
    ObservedMethod {
        if (method.hasServer() || method.asksNetwork()) {
            throw new IllegalArgumentException("method '" + method.id()
                    + "' cannot be looked into: it has a server or asks the network, and only workers are seen here.");
        }
    }

    /** Looks at the workers. */
    interface Watcher {
        /** After so many steps; inside a tensor scope. */
        void look(long stepsDone, Replicas replicas);
    }

    @Override
    public String id() {
        return method.id();
    }

    @Override
    public String description() {
        return method.description();
    }

    @Override
    public String source() {
        return method.source();
    }

    @Override
    public Class<S> settingsType() {
        return method.settingsType();
    }

    @Override
    public List<StateSpec.Kind> requiredStates() {
        return method.requiredStates();
    }

    @Override
    public boolean givesBases() {
        return method.givesBases();
    }

    @Override
    public void requireFit(S settings, Optimizer optimizer, int workers) {
        method.requireFit(settings, optimizer, workers);
    }

    @Override
    public DistributedMethod create(S settings, Replicas replicas) {
        DistributedMethod made = method.create(settings, replicas);
        return new DistributedMethod() {
            @Override
            public void step(long step, Replicas all, Communicator communicator) {
                made.step(step, all, communicator);
                watcher.look(step + 1, all);
            }

            @Override
            public void finish(long steps, Replicas all, Communicator communicator) {
                made.finish(steps, all, communicator);
            }

            @Override
            public HeldModel evaluated(Replicas all) {
                return made.evaluated(all);
            }

            @Override
            public Map<String, Tensor> state() {
                return made.state();
            }
        };
    }
}
