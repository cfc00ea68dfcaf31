package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;

/** A service of a user's: who has no answer after a time asks a second host too, and takes what comes first. */
@Provides(
        id = "hedged",
        description = "Two hosts: the second is asked too when the first has not answered after a time.",
        source = "Dean, Barroso, The tail at scale, Communications of the ACM 56(2), 2013")
public final class Hedged implements ServiceModel<Hedged.Settings> {
    /** Settings: see the annotations. */
    public record Settings(
            @JsonPropertyDescription("host that is asked first") String first,
            @JsonPropertyDescription("host that is asked when it takes long") String second,
            @JsonPropertyDescription("time after which the second is asked") Duration patience) {}

    @Override
    public Service create(Settings settings, ServiceContext context) {
        int first = context.host("first", settings.first());
        int second = context.host("second", settings.second());
        return new Service() {
            @Override
            public void arrived(RequestContext asked) {
                ask(asked, first, 1);
                asked.after(asked.request().client(), settings.patience().toNanos(), () -> {
                    if (!asked.isOver()) {
                        ask(asked, second, 2);
                    }
                });
            }

            private void ask(RequestContext asked, int host, double answeredBy) {
                Request request = asked.request();
                int client = request.client();
                asked.send(
                        client,
                        host,
                        request.queryBytes(),
                        "query",
                        () -> asked.compute(
                                host,
                                context.work().of(request),
                                () -> asked.send(host, client, request.answerBytes(), "answer", () -> {
                                    if (!asked.isOver()) {
                                        asked.finish(Map.of("answered by", answeredBy));
                                    }
                                })));
            }

            @Override
            public List<Demand> demands() {
                // Every request costs the first host; how many the second, only a run tells.
                return List.of(new Demand(first, context.work().mean()));
            }
        };
    }
}
