package dev.facewire.client.video;

import org.bytedeco.ffmpeg.avdevice.AVDeviceInfo;
import org.bytedeco.ffmpeg.avdevice.AVDeviceInfoList;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Finds a camera's name by its number, where the system opens cameras by name only (Windows). */
public final class CameraNames {
    private CameraNames() {}

    /** The name of the camera with this number, or {@code otherwise} where there is none. */
    public static String byNumber(String deviceFormat, int number, String otherwise) {
        Libav.load();
        AVInputFormat format = avformat.av_find_input_format(deviceFormat);
        if (format == null || format.isNull()) {
            return otherwise;
        }
        try (PointerPointer<AVDeviceInfoList> out = new PointerPointer<>(1)) {
            out.put(0, (AVDeviceInfoList) null);
            if (avdevice.avdevice_list_input_sources(format, (BytePointer) null, (AVDictionary) null, out) < 0) {
                return otherwise;
            }
            AVDeviceInfoList devices = out.get(AVDeviceInfoList.class, 0);
            try {
                int seen = 0;
                for (int i = 0; i < devices.nb_devices(); i++) {
                    AVDeviceInfo device = devices.devices(i);
                    boolean video =
                            device.nb_media_types() == 0 || device.media_types().get(0) == 0;
                    if (video && seen++ == number) {
                        return device.device_name().getString();
                    }
                }
                return otherwise;
            } finally {
                avdevice.avdevice_free_list_devices(out);
            }
        }
    }
}
