package org.longhaul.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.weighting.SampleWeightingFactory;

/** Whether the members of a training can be processes of their own. */
final class MemberProcesses {
    private MemberProcesses() {}

    /**
     * Why not, as a sentence; null if they can.
     *
     * @param wireFormat of exchanges for which the method states none
     * @param isOpen whether workers come and go
     */
    static <S extends Record> @Nullable String refusal(
            DistributedMethodFactory<S> factory,
            Record stated,
            Codec wireFormat,
            @Nullable Choice<SampleWeightingFactory<?>> weighting,
            Optimizer optimizer,
            Clipping clipping,
            boolean isOpen,
            Device device) {
        S settings = Choices.cast(factory, stated);
        String method = "method " + factory.id() + " cannot run between processes: ";
        if (device != Device.CPU) {
            return method + "vectors travel from the memory of the CPU, and the workers would be on " + device + ".";
        }
        if (isOpen) {
            return method + "workers come and go, of which the network is asked.";
        }
        if (factory.asksNetwork()) {
            return method + "it asks the network what has arrived.";
        }
        if (factory.trainsAtServer()) {
            return method
                    + "what its clients and its server pass over depends on labels that they make up as they go, which"
                    + " the others do not know.";
        }
        if (weighting != null && !isPlain(weighting.factory(), weighting.settings())) {
            return method + "weighting " + weighting.factory().id() + " looks at the samples of all workers.";
        }
        String own = factory.refusesProcesses(settings, optimizer, clipping);
        if (own != null) {
            return method + own + ".";
        }
        Map<String, Codec> formats = new LinkedHashMap<>();
        if (factory.ownFormats(settings).isEmpty()) {
            formats.put("wireFormat", wireFormat);
        }
        formats.putAll(factory.payloadFormats(settings));
        boolean isSeenByAll =
                !factory.hasServer() && factory.isSymmetric(settings) && !factory.exchangesWhileTraining();
        for (Map.Entry<String, Codec> format : formats.entrySet()) {
            Codec codec = format.getValue();
            String what = format.getKey() + " (" + codec + ") ";
            if (!codec.isSparse() && codec.jointElements() == 0) {
                return method + what + "encodes whole vectors only, and each member would make the mean of a part.";
            }
            if (!codec.hasKnownLength() && !isSeenByAll) {
                return method + what + "is as long as the values make it, which not every member learns at once.";
            }
        }
        return null;
    }

    private static <W extends Record> boolean isPlain(SampleWeightingFactory<W> weighting, Record settings) {
        return weighting.isPlain(Choices.cast(weighting, settings));
    }

    /** Each worker and each server is a member. @throws IllegalArgumentException if the transport has more or fewer */
    static void requireFit(
            Transport transport, int workers, DistributedMethodFactory<?> factory, @Nullable Federation groups) {
        int servers =
                !factory.hasServer() ? 0 : groups == null ? 1 : groups.groups().size();
        if (transport.size() != workers + servers) {
            throw new IllegalArgumentException("transport has " + transport.size() + " members; allowed: "
                    + (workers + servers) + ", for " + workers + " workers and " + servers + " servers.");
        }
    }
}
