package org.longhaul.simulator.request.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;

/** One host answers: the query goes there, is computed first come first served, and the answer comes back. */
@SuppressWarnings("rawtypes")
@AutoService(ServiceModel.class)
@Provides(
        id = "single",
        description =
                "One host answers: the query goes there, is computed first come first served, the answer comes back.")
public final class SingleService implements ServiceModel<SingleService.Settings> {

    /**
     * Settings of {@link SingleService}.
     *
     * @param host that answers
     */
    public record Settings(@JsonPropertyDescription("id of the host that answers") String host) {}

    @Override
    public Service create(Settings settings, ServiceContext context) {
        int host = context.host("host", settings.host());
        return new Service() {
            @Override
            public void arrived(RequestContext asked) {
                Request request = asked.request();
                asked.send(
                        request.client(),
                        host,
                        request.queryBytes(),
                        "query",
                        () -> asked.compute(
                                host,
                                context.work().of(request),
                                () -> asked.send(
                                        host, request.client(), request.answerBytes(), "answer", asked::finish)));
            }

            @Override
            public List<Demand> demands() {
                return List.of(new Demand(host, context.work().mean()));
            }
        };
    }
}
