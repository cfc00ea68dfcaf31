package org.longhaul.scenario.listing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.longhaul.extension.PlainNumber;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.file.Binder;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.Setting;
import org.longhaul.scenario.file.Vocabulary;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.section.DataSection.TokenizerKind;
import org.longhaul.simulator.compute.DeviceProfile;
import org.longhaul.simulator.compute.DeviceTable;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.unit.ClientProfile;
import org.longhaul.topology.unit.ClientProfiles;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.LinkProfile;
import org.longhaul.topology.unit.LinkProfiles;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.task.MeasureKind;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.TaskMeasures;

/** Every kind of thing that a scenario can name: the extension points, then the shipped tables. */
public final class NameableKinds {
    private NameableKinds() {}

    /** All kinds, in the order in which lists show them. */
    public static List<NameableKind> of(Extensions extensions) {
        List<NameableKind> kinds = new ArrayList<>();
        Vocabulary vocabulary = extensions.vocabulary();
        extensions.all().forEach(point -> kinds.add(extension(point, vocabulary)));
        kinds.add(measures());
        kinds.add(devices());
        kinds.add(clients());
        kinds.add(architectures());
        kinds.add(tokenizers());
        kinds.add(links());
        kinds.add(hosts());
        kinds.add(networks());
        return kinds;
    }

    private static NameableKind extension(ExtensionPoint<?> point, Vocabulary vocabulary) {
        String[] words =
                switch (point.noun()) {
                    case "method" -> words("methods", "distributed methods: methods[].id");
                    case "codec" -> words("codecs", "how vectors travel: wireFormat");
                    case "participation" -> words("participations", "who takes part in a round: participation");
                    case "optimizer" -> words("optimizers", "local optimizers: training.optimizer");
                    case "schedule" -> words("schedules", "courses of the learning rate: training.schedule");
                    case "model" -> words("models", "models that train: model");
                    case "corpus" -> words("corpora", "texts to train on: data.corpus");
                    case "data set" -> words("datasets", "examples to train on: data.dataset");
                    case "partition" -> words("partitions", "how documents or examples are divided: data.partition");
                    case "weighting" -> words("weightings", "what each sample counts for: training.weighting");
                    case "collective" -> words("collectives", "ways to exchange: network.collective");
                    case "communication library" ->
                        words("libraries", "how libraries carry exchanges out: network.library");
                    case "network model" -> words("network-models", "how the network is simulated: network.fidelity");
                    case "congestion control" ->
                        words(
                                "congestion-controls",
                                "how TCP's windows grow: network.fidelity.congestionControl of packet");
                    case "topology" -> words("topologies", "builders of networks: topology.builder");
                    case "compute model" -> words("compute-models", "how long a step computes: compute");
                    case "fault model" -> words("faults", "what fails or varies: faults[].kind");
                    case "background traffic" -> words("traffic", "background traffic: background.flows[].kind");
                    case "service" -> words("services", "how requests are answered: services[].kind of inference");
                    case "arrival model" -> words("arrivals", "when requests arrive: requests.arrivals of inference");
                    case "work" -> words("work", "what an answer takes to compute: work of inference");
                    default -> words(point.noun().replace(' ', '-') + "s", "extensions: " + point.key());
                };
        return new NameableKind(words[0], words[1], point.ids(), id -> described(point, id, vocabulary));
    }

    private static String[] words(String id, String meaning) {
        return new String[] {id, meaning};
    }

    private static Nameable described(ExtensionPoint<?> point, String id, Vocabulary vocabulary) {
        ExtensionPoint.Entry<?> entry = point.get(id);
        return new Nameable(
                point.noun(),
                id,
                entry.description(),
                entry.source(),
                Map.of(),
                entry.factory() instanceof DistributedMethodFactory<?> method ? parts(method, vocabulary) : Map.of(),
                Setting.of(entry.settingsType()));
    }

    /** What a method is put together from by default; nothing where something has no default. */
    private static <S extends Record> Map<String, String> parts(
            DistributedMethodFactory<S> method, Vocabulary vocabulary) {
        Class<S> type = method.settingsType();
        if (Setting.of(type).stream().anyMatch(Setting::isRequired)) {
            return Map.of();
        }
        YamlDocument nothing = YamlReader.parse("defaults of " + method.id(), "{}");
        return method.parts(Binder.bind(vocabulary, nothing, type, (field, written) -> written));
    }

    private static NameableKind measures() {
        List<MeasureKind> all = TaskMeasures.all();
        return new NameableKind(
                "measures",
                "what is measured of a model: targets[]",
                all.stream().map(MeasureKind::id).toList(),
                id -> measure(
                        all.stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow()));
    }

    private static Nameable measure(MeasureKind measure) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("better", measure.better().name().toLowerCase(Locale.ROOT));
        for (Task task : List.of(Task.LANGUAGE_MODELLING, Task.CLASSIFICATION)) {
            if (measure.fits(task) && !measure.unit(task).equals("1")) {
                facts.put("of " + task.id().replace('-', ' '), measure.unit(task));
            }
        }
        return table("measure", measure.id(), measure.description().replaceFirst("\\.$", ""), measure.source(), facts);
    }

    private static NameableKind devices() {
        DeviceTable table = DeviceTable.shipped();
        return new NameableKind(
                "devices",
                "computing devices: compute.device",
                table.all().stream().map(DeviceProfile::id).toList(),
                id -> device(table.get(id)));
    }

    private static Nameable device(DeviceProfile device) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (device.memory() != null) {
            facts.put("memory", device.memory().toString());
        }
        if (device.link() != null) {
            facts.put("link, each way", device.link().toString());
        }
        if (device.watts() != null) {
            facts.put("power", device.watts() + " W");
        }
        device.peak()
                .forEach((precision, rate) -> facts.put(precision.name().toLowerCase(Locale.ROOT), rate.toString()));
        return table("device", device.id(), device.name(), device.source(), facts);
    }

    private static NameableKind clients() {
        return new NameableKind(
                "clients",
                "clients of federated learning: profiles of the builder access-lines",
                ClientProfiles.all().stream().map(ClientProfile::id).toList(),
                id -> client(ClientProfiles.named(id)));
    }

    private static Nameable client(ClientProfile profile) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("training reaches", profile.rate().toString());
        facts.put("up", profile.up().toString());
        facts.put("down", profile.down().toString());
        facts.put("latency, one way", Durations.shown(profile.latency()));
        facts.put("share of its time", PlainNumber.rounded(profile.presence(), 3));
        return table("client", profile.id(), profile.name(), profile.source(), facts);
    }

    private static NameableKind architectures() {
        return new NameableKind(
                "architectures",
                "models that are charged: projectAs.architecture",
                ArchitectureCatalogue.names(),
                id -> architecture(ArchitectureCatalogue.get(id)));
    }

    private static Nameable architecture(Architecture found) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("parameters", counted(found.parameters()));
        if (found.activeParameters() != found.parameters()) {
            facts.put("active", counted(found.activeParameters()));
        }
        facts.put("layers", counted(found.shape().layers()));
        facts.put("width", counted(found.shape().width()));
        facts.put("vocabulary", counted(found.vocabulary()));
        facts.put("context", counted(found.contextLength()));
        return table("architecture", found.name(), "Published architecture", found.source(), facts);
    }

    private static NameableKind tokenizers() {
        List<TokenizerKind> all = Arrays.asList(TokenizerKind.values());
        Function<String, TokenizerKind> find =
                id -> all.stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
        return new NameableKind(
                "tokenizers",
                "how text becomes tokens: data.tokenizer",
                all.stream().map(TokenizerKind::id).toList(),
                id -> table(
                        "tokenizer",
                        id,
                        find.apply(id).description(),
                        find.apply(id).source(),
                        Map.of("vocabulary", counted(find.apply(id).vocabulary()))));
    }

    private static NameableKind links() {
        return new NameableKind(
                "links",
                "network cards and links: wherever a bandwidth stands",
                LinkProfiles.all().stream().map(LinkProfile::id).toList(),
                id -> link(LinkProfiles.named(id)));
    }

    private static Nameable link(LinkProfile link) {
        return table(
                "link",
                link.id(),
                link.name(),
                link.source(),
                Map.of("rate, one way", link.rate().toString()));
    }

    private static NameableKind hosts() {
        List<HostBuffers> all = Arrays.asList(HostBuffers.values());
        return new NameableKind(
                "hosts",
                "socket buffers of hosts: network.hosts",
                all.stream().map(HostBuffers::id).toList(),
                id -> hosts(
                        all.stream().filter(h -> h.id().equals(id)).findFirst().orElseThrow()));
    }

    private static Nameable hosts(HostBuffers hosts) {
        return table(
                "socket buffers",
                hosts.id(),
                hosts.meaning(),
                hosts.source(),
                Map.of("largest window", counted(hosts.window()) + " B"));
    }

    private static NameableKind networks() {
        return new NameableKind(
                "networks", "networks of the catalogue: topology.catalogue", Catalogue.names(), NameableKinds::network);
    }

    private static Nameable network(String name) {
        Topology topology = Catalogue.named(name);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("hosts", counted(topology.hosts().length));
        facts.put("links", counted(topology.links().size()));
        String source = topology.notes().stream()
                .filter(note -> note.kind() == TopologyNote.Kind.SOURCE)
                .map(note -> note.text().replaceFirst("^source: ", ""))
                .collect(Collectors.joining("; "));
        return table("network", name, "Network of the catalogue", source, facts);
    }

    private static Nameable table(
            String kind, String id, String description, String source, Map<String, String> facts) {
        return new Nameable(kind, id, description, source, facts, Map.of(), List.of());
    }

    private static String counted(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
