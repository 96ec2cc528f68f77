package dev.facewire.it.fuzz;

import dev.facewire.it.attack.HostileImages;
import dev.facewire.it.attack.Target;
import dev.facewire.it.process.Jars;
import dev.facewire.protocol.Json;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Photos, changed: JPEG and PNG, with and without a face, some made to be small outside and large inside. */
final class ImageFuzz implements Fuzzer.Generator {
    private final Target target;
    private final List<byte[]> seeds;

    ImageFuzz(Target target) throws IOException {
        this.target = target;
        BufferedImage face = ImageIO.read(Jars.HOME.resolve("demo/face.jpg").toFile());
        this.seeds = List.of(
                encoded(face, 320, "jpg"),
                encoded(face, 160, "png"),
                encoded(face, 640, "jpg"),
                HostileImages.manyScans(320, 240, 20),
                HostileImages.twoSizes(4000, 3000),
                HostileImages.deepPng(300, 200));
    }

    private static byte[] encoded(BufferedImage picture, int width, String format) throws IOException {
        int height = width * picture.getHeight() / picture.getWidth();
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(small, format, out);
        return out.toByteArray();
    }

    @Override
    public void send(Random random) throws IOException, InterruptedException {
        Mutator mutator = new Mutator(random);
        byte[] image = mutator.bytes(mutator.pick(seeds));
        String type = random.nextBoolean() ? "image/jpeg" : "image/png";
        HttpResponse<String> answer = target.send("POST", "/v1/faces", type, BodyPublishers.ofByteArray(image));
        Answers.check(answer.statusCode(), answer.body());
        if (answer.statusCode() == 201) {
            String id = Json.tree(answer.body()).get("id").asText();
            target.send("DELETE", "/v1/faces/" + id, "text/plain", BodyPublishers.noBody());
        }
    }
}
