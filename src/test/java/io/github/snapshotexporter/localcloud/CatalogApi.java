package io.github.snapshotexporter.localcloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What Lightsail offers: a few of its Regions, bundles and blueprints, as its answers showed them. */
final class CatalogApi {

    /** The Availability Zones of the Region that everything is in. */
    static final List<String> ZONES =
            List.of(LightsailEmulator.REGION + "a", LightsailEmulator.REGION + "b", LightsailEmulator.REGION + "c");

    private static final List<Bundle> BUNDLES = List.of(
            new Bundle("nano_ipv6_3_0", "nano", "Nano", "LINUX_UNIX", 3.5, 298, 0.5, 20, 1024, 0),
            new Bundle("nano_3_0", "nano", "Nano", "LINUX_UNIX", 5, 298, 0.5, 20, 1024, 1),
            new Bundle("micro_3_0", "micro", "Micro", "LINUX_UNIX", 7, 499, 1, 40, 2048, 1),
            new Bundle("small_3_0", "small", "Small", "LINUX_UNIX", 12, 998, 2, 60, 3072, 1),
            new Bundle("nano_win_3_0", "nano", "Nano", "WINDOWS", 9.5, 299, 0.5, 30, 1024, 1));

    private static final List<Blueprint> BLUEPRINTS = List.of(
            new Blueprint("windows_server_2022", "Windows Server 2022", "windows_2022", "os", "WINDOWS"),
            new Blueprint("amazon_linux_2023", "Amazon Linux 2023", "amazon_linux_2023", "os", "LINUX_UNIX"),
            new Blueprint("debian_12", "Debian", "debian_12", "os", "LINUX_UNIX"),
            new Blueprint("ubuntu_24_04", "Ubuntu", "ubuntu_24", "os", "LINUX_UNIX"),
            new Blueprint("wordpress", "WordPress", "wordpress", "app", "LINUX_UNIX"));

    private final Pages pages;

    CatalogApi(Pages pages) {
        this.pages = pages;
    }

    /** What an instance can be made of. */
    record Bundle(
            String id,
            String instanceType,
            String name,
            String platform,
            double price,
            int power,
            double ramSizeInGb,
            int diskSizeInGb,
            int transferPerMonthInGb,
            int addresses) {

        private ObjectNode show() {
            ObjectNode node = Json.object()
                    .put("price", price)
                    .put("cpuCount", 2)
                    .put("diskSizeInGb", diskSizeInGb)
                    .put("bundleId", id)
                    .put("instanceType", instanceType)
                    .put("isActive", true)
                    .put("name", name)
                    .put("power", power)
                    .put("ramSizeInGb", ramSizeInGb)
                    .put("transferPerMonthInGb", transferPerMonthInGb)
                    .put("publicIpv4AddressCount", addresses);
            node.putArray("supportedPlatforms").add(platform);
            return node;
        }
    }

    /** What an instance can begin with. */
    private record Blueprint(String id, String name, String group, String type, String platform) {

        private ObjectNode show() {
            return Json.object()
                    .put("blueprintId", id)
                    .put("name", name)
                    .put("group", group)
                    .put("type", type)
                    .put("description", name)
                    .put("isActive", true)
                    .put("minPower", 0)
                    .put("version", "1.0")
                    .put("versionCode", "1")
                    .put("platform", platform);
        }
    }

    /** The bundle of that id; refused if there is none. */
    static Bundle bundle(String id) {
        return BUNDLES.stream()
                .filter(bundle -> bundle.id().equals(id))
                .findFirst()
                .orElseThrow(() -> LightsailInput.notFound("Bundle", id));
    }

    /** The id, refused unless a blueprint has it. */
    static String blueprint(String id) {
        if (BLUEPRINTS.stream().noneMatch(blueprint -> blueprint.id().equals(id))) {
            throw LightsailInput.notFound("Blueprint", id);
        }
        return id;
    }

    /** Not paged. */
    ObjectNode regions(JsonNode input) {
        ObjectNode output = Json.object();
        ArrayNode zones = output.putArray("regions")
                .addObject()
                .put("continentCode", "EU")
                .put("description", "This region is recommended to serve users in the European Union")
                .put("displayName", "Frankfurt")
                .put("name", LightsailEmulator.REGION)
                .putArray("availabilityZones");
        if (input.path("includeAvailabilityZones").asBoolean()) {
            ZONES.forEach(zone -> zones.addObject().put("zoneName", zone).put("state", "available"));
        }
        return output;
    }

    ObjectNode bundles(String operation, JsonNode input) {
        return pages.page(operation, input, "bundles", BUNDLES, Bundle::show);
    }

    ObjectNode blueprints(String operation, JsonNode input) {
        return pages.page(operation, input, "blueprints", BLUEPRINTS, Blueprint::show);
    }
}
