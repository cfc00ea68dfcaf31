package org.longhaul.scenario.extend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** A method of a user's: the clients of a round take one step; the server gathers what they have and takes the nearest to its own. */
@Provides(id = "one-shot", description = "One step of each client; the server keeps the nearest.")
public final class OneShot implements DistributedMethodFactory<OneShot.Settings> {
    /** No settings. */
    public record Settings() {}

    @Override
    public boolean hasServer() {
        return true;
    }

    @Override
    public DistributedMethod create(Settings settings, Replicas replicas) {
        Tensor server = replicas.newVectorOfInitialParameters();
        return new DistributedMethod() {
            @Override
            public void step(long step, Replicas clients, Communicator net) {
                clients.enter(clients.cohort(step), step, false);
                net.broadcast(clients.atServer("model", server), clients.parameters(), null, Release.AFTER_BACKWARD);
                clients.localStep(step);
                StateGroup sent = clients.parameters();
                List<Tensor> received = new ArrayList<>();
                sent.ranks().forEach(rank -> received.add(server.copy()));
                net.gather(sent, clients.workers(), received, null, Release.AFTER_BACKWARD);
                Tensor nearest = received.get(0);
                for (Tensor each : received) {
                    nearest = each.sub(server).norm() < nearest.sub(server).norm() ? each : nearest;
                }
                server.copyInPlace(nearest);
                clients.enter(List.of(), step + 1, false);
            }

            @Override
            public void finish(long steps, Replicas clients, Communicator net) {}

            @Override
            public HeldModel evaluated(Replicas clients) {
                return HeldModel.ofServer(server);
            }

            @Override
            public Map<String, Tensor> state() {
                return Map.of("server", server);
            }
        };
    }
}
