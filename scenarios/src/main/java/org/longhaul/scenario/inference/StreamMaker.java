package org.longhaul.scenario.inference;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.WorkKind;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.random.CountDistribution;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Preparation;
import org.longhaul.simulator.request.RequestContents;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;
import org.longhaul.simulator.request.WorkModel;
import org.longhaul.simulator.request.run.RequestStream;

/** Makes what one service is asked in one case under one seed. */
final class StreamMaker {
    private static final double NANOS_PER_SECOND = 1e9;

    private final InferenceScenario scenario;
    private final CasePlan in;
    private final RandomStreams streams;
    private final Preparation preparation;

    StreamMaker(InferenceScenario scenario, CasePlan in, long seed, Preparation preparation) {
        this.scenario = scenario;
        this.in = in;
        this.streams = new RandomStreams(seed);
        this.preparation = preparation;
    }

    /**
     * A service with its requests.
     *
     * @param capacity requests a second that its hosts can compute; not a number where it does not say
     * @param assumptions what the service and its work take for granted
     */
    record Made(RequestStream stream, double capacity, List<String> assumptions) {

        /** Requests a second as a share of what the hosts can compute; not a number where that is not known. */
        double load() {
            return stream.arrivals().ratePerSecond() / capacity;
        }
    }

    /** Steps of the making, whose troubles belong to different places in the file. */
    enum Part {
        SERVICE,
        WORK,
        ARRIVALS
    }

    /** What could not be made, and of which part. */
    static final class PartException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Part part;

        PartException(Part part, RuntimeException cause) {
            super(cause.getMessage(), cause);
            this.part = part;
        }

        Part part() {
            return part;
        }
    }

    /** Makes a service and its requests. @throws PartException if a setting does not fit */
    Made make(ServiceSection section) {
        // Requests of services that run together have arrivals of their own; those of services that are compared the
        // same.
        String requests = scenario.together() ? section.label() : "";
        Selection<ArrivalModel<?>> chosen =
                section.arrivals() == null ? scenario.requests().arrivals() : section.arrivals();
        ArrivalModel<?> arrivalModel = chosen.factory();
        Arrivals stated =
                arrivalModel.statesTokens() ? arrivals(arrivalModel, chosen.settings(), requests, Double.NaN) : null;
        double prompt = mean(
                stated == null ? null : stated.meanPromptTokens(),
                scenario.requests().promptTokens());
        double output = mean(
                stated == null ? null : stated.meanOutputTokens(),
                scenario.requests().outputTokens());
        Selection<WorkKind> kind = section.work() == null ? scenario.work() : section.work();
        boolean asksForWork = section.model().factory().asksForWork();
        WorkModel work = part(Part.WORK, () -> AnswerWork.of(asksForWork ? kind : null, prompt, output, streams));
        ServiceContext context = new ServiceContext(
                section.label(),
                in.topology(),
                in.routing(),
                in.clients(),
                in.power(),
                work,
                prompt + output,
                streams,
                preparation);
        Service service = part(
                Part.SERVICE,
                () -> service(section.model().factory(), section.model().settings(), context));
        double capacity = part(Part.WORK, () -> capacity(service.demands(), in.power()));
        Arrivals arrivals = stated == null ? arrivals(arrivalModel, chosen.settings(), requests, capacity) : stated;
        RequestsSection asked = scenario.requests();
        RequestContents contents = new RequestContents(
                in.topology(),
                in.clients(),
                asked.query(),
                asked.answer(),
                asked.promptTokens(),
                asked.outputTokens(),
                requests,
                streams);
        return new Made(
                new RequestStream(section.label(), service, arrivals, contents, asked.most(), asked.untilNanos()),
                capacity,
                Stream.concat(service.assumptions().stream(), work.assumptions().stream())
                        .toList());
    }

    private static double mean(@Nullable Double stated, @Nullable CountDistribution drawn) {
        return stated != null ? stated : drawn == null ? 0 : drawn.numbers().mean();
    }

    private Arrivals arrivals(ArrivalModel<?> model, Record settings, String name, double capacity) {
        ArrivalContext context = new ArrivalContext(name, in.topology(), capacity, streams);
        return part(Part.ARRIVALS, () -> create(model, settings, context));
    }

    private static <S extends Record> Arrivals create(ArrivalModel<S> model, Record settings, ArrivalContext context) {
        return model.create(model.settingsType().cast(settings), context);
    }

    private static <S extends Record> Service service(ServiceModel<S> model, Record settings, ServiceContext context) {
        return model.create(model.settingsType().cast(settings), context);
    }

    private interface Making<T> {
        T make();
    }

    private static <T> T part(Part part, Making<T> making) {
        try {
            return making.make();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new PartException(part, e);
        }
    }

    /** Requests a second at which the first host has something to do all the time. */
    private static double capacity(List<Service.Demand> demands, HostPower power) {
        Map<Integer, Long> nanos = new HashMap<>();
        for (Service.Demand demand : demands) {
            nanos.merge(demand.host(), power.nanos(demand.host(), demand.work()), Long::sum);
        }
        long most = nanos.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return demands.isEmpty()
                ? Double.NaN
                : most == 0 ? Double.POSITIVE_INFINITY : power.slots() * NANOS_PER_SECOND / most;
    }
}
