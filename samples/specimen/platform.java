// Signatures of the platform's classes that specimens use, as the SDK's documentation states them.
// A final static with a value is copied to where it is used, as compilers do.

package java.lang;
class Object { Object(); boolean equals(Object o); int hashCode(); String toString(); Class getClass(); }
interface Runnable { void run(); }
interface CharSequence { String toString(); int length(); }
class String implements CharSequence {
  String(byte[] b); String(char[] c); String(byte[] b, String charset); String(byte[] b, int at, int count);
  boolean equals(Object o); boolean equalsIgnoreCase(String s); boolean startsWith(String s); boolean endsWith(String s);
  boolean contains(CharSequence s); int indexOf(String s); int length(); String substring(int a); String substring(int a, int b);
  String trim(); String[] split(String s); byte[] getBytes(); byte[] getBytes(String charset); String toLowerCase();
  String replace(CharSequence a, CharSequence b); static String valueOf(int i); static String valueOf(Object o); char charAt(int i);
  char[] toCharArray(); String concat(String s); boolean isEmpty(); static String format(String f, Object[] a);
}
class StringBuilder implements CharSequence {
  StringBuilder(); StringBuilder(String s); StringBuilder append(String s); StringBuilder append(int i); StringBuilder append(char c);
  StringBuilder append(Object o); StringBuilder reverse(); int length(); String toString();
}
class Integer { static int parseInt(String s); static Integer valueOf(int i); int intValue(); static String toHexString(int i); }
class Long { static long parseLong(String s); static Long valueOf(long l); }
class Boolean { static Boolean valueOf(boolean b); boolean booleanValue(); }
class Math { static int min(int a, int b); static int max(int a, int b); }
class System {
  static long currentTimeMillis(); static void load(String s); static void loadLibrary(String s); static String getProperty(String s);
  static void arraycopy(Object a, int b, Object c, int d, int e); static void exit(int i);
}
class Thread implements Runnable { Thread(); Thread(Runnable r); void start(); void run(); static void sleep(long ms); static Thread currentThread(); ClassLoader getContextClassLoader(); }
class Throwable { Throwable(); Throwable(String s); String getMessage(); void printStackTrace(); }
class Exception extends Throwable { Exception(); Exception(String s); }
class RuntimeException extends Exception { RuntimeException(); RuntimeException(String s); }
class SecurityException extends RuntimeException { SecurityException(); SecurityException(String s); }
class Runtime {
  static Runtime getRuntime(); Process exec(String s); Process exec(String[] s); Process exec(String[] s, String[] env); void load(String s); void loadLibrary(String s);
}
class Process { java.io.InputStream getInputStream(); java.io.OutputStream getOutputStream(); int waitFor(); void destroy(); }
class ProcessBuilder { ProcessBuilder(String[] s); ProcessBuilder command(String[] s); Process start(); ProcessBuilder redirectErrorStream(boolean b); }
class ClassLoader { Class loadClass(String s); static ClassLoader getSystemClassLoader(); }
class Class {
  static Class forName(String s); java.lang.reflect.Method getMethod(String s, Class[] c); java.lang.reflect.Method getDeclaredMethod(String s, Class[] c);
  Object newInstance(); ClassLoader getClassLoader(); String getName();
}
package java.lang.reflect;
class Method { Object invoke(Object o, Object[] a); void setAccessible(boolean b); }

package java.io;
class File {
  String getCanonicalPath();
  File(String s); File(File f, String s); File(String a, String b); String getAbsolutePath(); String getPath(); boolean exists(); boolean delete(); boolean mkdirs();
  boolean setExecutable(boolean b); boolean setReadable(boolean b, boolean own); String getName(); long length(); File[] listFiles(); boolean renameTo(File f);
}
class InputStream { int read(); int read(byte[] b); int read(byte[] b, int at, int n); void close(); int available(); }
class OutputStream { void write(int b); void write(byte[] b); void write(byte[] b, int at, int n); void flush(); void close(); }
class FileInputStream extends InputStream { FileInputStream(String s); FileInputStream(File f); }
class FileOutputStream extends OutputStream { FileOutputStream(String s); FileOutputStream(File f); FileOutputStream(File f, boolean append); }
class ByteArrayOutputStream extends OutputStream { ByteArrayOutputStream(); byte[] toByteArray(); String toString(); }
class DataOutputStream extends OutputStream { DataOutputStream(OutputStream o); void writeBytes(String s); }
class DataInputStream extends InputStream { DataInputStream(InputStream i); String readLine(); String readUTF(); int readInt(); }
class Reader { int read(); void close(); }
class InputStreamReader extends Reader { InputStreamReader(InputStream i); InputStreamReader(InputStream i, String charset); }
class BufferedReader extends Reader { BufferedReader(Reader r); String readLine(); }
class Writer { void write(String s); void close(); void flush(); }
class FileWriter extends Writer { FileWriter(File f); FileWriter(String s); }
class OutputStreamWriter extends Writer { OutputStreamWriter(OutputStream o); }
class PrintWriter extends Writer { PrintWriter(OutputStream o); void println(String s); }

package java.net;
class URL { URL(String s); URLConnection openConnection(); java.io.InputStream openStream(); String getHost(); }
class URLConnection {
  java.io.InputStream getInputStream(); java.io.OutputStream getOutputStream(); void setDoOutput(boolean b); void setRequestProperty(String a, String b); void connect();
  void setConnectTimeout(int i);
}
class HttpURLConnection extends URLConnection { void setRequestMethod(String s); int getResponseCode(); void disconnect(); }
class SocketAddress { }
class InetAddress { static InetAddress getByName(String s); static InetAddress getLoopbackAddress(); }
class InetSocketAddress extends SocketAddress { InetSocketAddress(int port); InetSocketAddress(String host, int port); InetSocketAddress(InetAddress a, int port); }
class ServerSocket { ServerSocket(int port); ServerSocket(); ServerSocket(int port, int backlog, InetAddress a); Socket accept(); void bind(SocketAddress a); void close(); }
class Socket { Socket(String h, int p); Socket(); java.io.InputStream getInputStream(); java.io.OutputStream getOutputStream(); void close(); void connect(SocketAddress a, int ms); }
class DatagramPacket { DatagramPacket(byte[] b, int n); byte[] getData(); int getLength(); }
class DatagramSocket { DatagramSocket(int port); void receive(DatagramPacket p); void send(DatagramPacket p); }
class URLEncoder { static String encode(String s, String c); }

package java.security;
class MessageDigest { static MessageDigest getInstance(String s); byte[] digest(byte[] b); void update(byte[] b); byte[] digest(); static boolean isEqual(byte[] a, byte[] b); }
interface PublicKey { byte[] getEncoded(); }
class Signature { static Signature getInstance(String s); void initVerify(PublicKey k); void update(byte[] b); boolean verify(byte[] b); }
class SecureRandom { SecureRandom(); }
class KeyFactory { static KeyFactory getInstance(String s); PublicKey generatePublic(java.security.spec.X509EncodedKeySpec k); }
package java.security.spec;
interface AlgorithmParameterSpec { }
class X509EncodedKeySpec { X509EncodedKeySpec(byte[] b); }
package java.security.cert;
class CertificateException extends Exception { CertificateException(); CertificateException(String s); }
class X509Certificate { void checkValidity(); byte[] getEncoded(); }
package javax.crypto.spec;
class SecretKeySpec implements java.security.Key { SecretKeySpec(byte[] b, String s); }
class IvParameterSpec implements java.security.spec.AlgorithmParameterSpec { IvParameterSpec(byte[] b); }
package java.security;
interface Key { byte[] getEncoded(); }
package javax.crypto;
class Cipher { static final int DECRYPT_MODE = 2; static Cipher getInstance(String s); void init(int mode, java.security.Key k); void init(int mode, java.security.Key k, java.security.spec.AlgorithmParameterSpec p); byte[] doFinal(byte[] b); }

package javax.net.ssl;
interface TrustManager { }
interface X509TrustManager extends TrustManager {
  void checkClientTrusted(java.security.cert.X509Certificate[] c, String s); void checkServerTrusted(java.security.cert.X509Certificate[] c, String s);
  java.security.cert.X509Certificate[] getAcceptedIssuers();
}
interface KeyManager { }
interface SSLSession { String getPeerHost(); }
interface HostnameVerifier { boolean verify(String h, SSLSession s); }
class SSLSocketFactory { }
class SSLContext { static SSLContext getInstance(String s); void init(KeyManager[] k, TrustManager[] t, java.security.SecureRandom r); SSLSocketFactory getSocketFactory(); }
class TrustManagerFactory { static TrustManagerFactory getInstance(String s); static String getDefaultAlgorithm(); void init(java.security.KeyStore k); TrustManager[] getTrustManagers(); }
class HttpsURLConnection extends java.net.HttpURLConnection {
  void setSSLSocketFactory(SSLSocketFactory f); void setHostnameVerifier(HostnameVerifier h);
  static void setDefaultSSLSocketFactory(SSLSocketFactory f); static void setDefaultHostnameVerifier(HostnameVerifier h);
  static HostnameVerifier getDefaultHostnameVerifier();
}
package java.security;
class KeyStore { static KeyStore getInstance(String s); void load(java.io.InputStream i, char[] c); }

package java.util;
interface Iterator { boolean hasNext(); Object next(); }
interface List { Iterator iterator(); boolean add(Object o); int size(); Object get(int i); boolean contains(Object o); }
class ArrayList implements List { ArrayList(); }
class Arrays { static boolean equals(byte[] a, byte[] b); static List asList(Object[] o); }
class TimerTask implements Runnable { TimerTask(); void run(); }
class Timer { Timer(); void schedule(TimerTask t, long delay, long period); }
package java.util.concurrent;
interface Executor { void execute(Runnable r); }
interface ExecutorService extends Executor { Future submit(Runnable r); }
interface Future { Object get(); }
class Executors { static ExecutorService newSingleThreadExecutor(); }
package java.util.regex;
class Pattern { static Pattern compile(String s); Matcher matcher(CharSequence s); }
class Matcher { boolean find(); boolean matches(); }

package org.json;
class JSONException extends Exception { }
class JSONObject { JSONObject(); JSONObject(String s); String getString(String s); String optString(String s); JSONObject put(String a, Object b); int optInt(String s); JSONArray getJSONArray(String s); }
class JSONArray { JSONArray(); JSONArray(String s); int length(); String getString(int i); JSONObject getJSONObject(int i); JSONArray put(Object o); }

package dalvik.system;
class BaseDexClassLoader extends ClassLoader { }
class DexClassLoader extends BaseDexClassLoader { DexClassLoader(String dex, String out, String lib, ClassLoader parent); }
class PathClassLoader extends BaseDexClassLoader { PathClassLoader(String dex, ClassLoader parent); }
class InMemoryDexClassLoader extends BaseDexClassLoader { InMemoryDexClassLoader(java.nio.ByteBuffer b, ClassLoader parent); }
package java.nio;
class ByteBuffer { static ByteBuffer wrap(byte[] b); }

package android.webkit;
interface JavascriptInterface { }
class WebSettings { void setJavaScriptEnabled(boolean b); void setAllowFileAccess(boolean b); }
class WebView extends android.view.View {
  WebView(android.content.Context c); WebSettings getSettings(); void addJavascriptInterface(Object o, String s); void loadUrl(String s); void setWebViewClient(WebViewClient c);
  void setDownloadListener(DownloadListener d);
}
class WebViewClient { WebViewClient(); void onReceivedSslError(WebView v, SslErrorHandler h, android.net.http.SslError e); boolean shouldOverrideUrlLoading(WebView v, String s); }
class SslErrorHandler { void proceed(); void cancel(); }
interface DownloadListener { void onDownloadStart(String a, String b, String c, String d, long e); }
package android.net.http;
class SslError { String getUrl(); int getPrimaryError(); }
package android.view;
class WindowManager.LayoutParams { LayoutParams(int w, int h, int type, int flags, int format); }
interface WindowManager { void addView(View v, WindowManager.LayoutParams p); }
class View { View(android.content.Context c); void setOnClickListener(View.OnClickListener l); android.content.Context getContext(); View findViewById(int i); void setVisibility(int i); }
interface View.OnClickListener { void onClick(View v); }
class KeyEvent { KeyEvent(int a, int b); }
class MotionEvent { static MotionEvent obtain(long a, long b, int c, float d, float e, int f); }
package android.widget;
class TextView extends android.view.View { TextView(android.content.Context c); void setText(CharSequence s); CharSequence getText(); }
class Button extends TextView { Button(android.content.Context c); }
class EditText extends TextView { EditText(android.content.Context c); }
class Toast { static Toast makeText(android.content.Context c, CharSequence s, int i); void show(); }

package android.os;
class Bundle { Bundle(); Object get(String s); String getString(String s); void putString(String a, String b); }
interface IBinder { }
interface IInterface { IBinder asBinder(); }
class Parcel { String readString(); void writeString(String s); void enforceInterface(String s); int readInt(); void writeInt(int i); void writeNoException(); }
class RemoteException extends Exception { RemoteException(); }
class Binder implements IBinder {
  Binder(); boolean onTransact(int code, Parcel data, Parcel reply, int flags); static int getCallingUid(); static int getCallingPid(); static long clearCallingIdentity(); static void restoreCallingIdentity(long l);
  void attachInterface(IInterface o, String s);
}
class Handler { Handler(); void handleMessage(Message m); boolean post(Runnable r); boolean postDelayed(Runnable r, long ms); boolean sendMessage(Message m); Message obtainMessage(int what, Object o); }
class Message { int sendingUid; int what; Object obj; }
class Messenger { Messenger(Handler h); IBinder getBinder(); }
class Process { static final int SYSTEM_UID = 1000; static int myUid(); static int myPid(); static void killProcess(int p); }
class SystemProperties { static String get(String s); static String get(String s, String d); static void set(String a, String b); }
class PowerManager { void reboot(String s); void goToSleep(long l); }
class RecoverySystem { static void installPackage(android.content.Context c, java.io.File f); static void rebootWipeUserData(android.content.Context c); static void verifyPackage(java.io.File f, RecoverySystem.ProgressListener l, java.io.File k); }
interface RecoverySystem.ProgressListener { void onProgress(int i); }
class Environment { static java.io.File getExternalStorageDirectory(); static java.io.File getDataDirectory(); }
class AsyncTask { AsyncTask(); Object doInBackground(Object[] o); void onPostExecute(Object o); AsyncTask execute(Object[] o); }
class Build { static String MODEL; static String SERIAL; static String FINGERPRINT; static String MANUFACTURER; static boolean IS_DEBUGGABLE; static String TYPE; static String getSerial(); }
class UserHandle { }
class Looper { static Looper getMainLooper(); }

package android.content;
class Context {
  static final int MODE_PRIVATE = 0; static final String TELEPHONY_SERVICE = "phone"; static final String LOCATION_SERVICE = "location"; static final String WIFI_SERVICE = "wifi";
  static final String DEVICE_POLICY_SERVICE = "device_policy"; static final String POWER_SERVICE = "power"; static final String CLIPBOARD_SERVICE = "clipboard"; static final String JOB_SCHEDULER_SERVICE = "jobscheduler";
  static final String DOWNLOAD_SERVICE = "download"; static final String AUDIO_SERVICE = "audio"; static final String ALARM_SERVICE = "alarm"; static final String CONNECTIVITY_SERVICE = "connectivity"; static final String MEDIA_PROJECTION_SERVICE = "media_projection";
  static final String KEYGUARD_SERVICE = "keyguard";
  Object getSystemService(String s); ContentResolver getContentResolver(); android.content.pm.PackageManager getPackageManager(); String getPackageName();
  java.io.File getFilesDir(); java.io.File getCacheDir(); java.io.File getDir(String s, int mode); java.io.File getExternalFilesDir(String s);
  java.io.FileOutputStream openFileOutput(String s, int mode); java.io.FileInputStream openFileInput(String s);
  ComponentName startService(Intent i); void startActivity(Intent i); void sendBroadcast(Intent i); void sendBroadcast(Intent i, String permission);
  int checkCallingPermission(String s); int checkCallingOrSelfPermission(String s); void enforceCallingPermission(String s, String m); void enforceCallingOrSelfPermission(String s, String m);
  ClassLoader getClassLoader(); android.content.res.AssetManager getAssets(); android.content.res.Resources getResources(); SharedPreferences getSharedPreferences(String s, int mode);
  Intent registerReceiver(BroadcastReceiver r, IntentFilter f); android.content.pm.ApplicationInfo getApplicationInfo(); Context getApplicationContext(); Context createPackageContext(String s, int f);
  boolean bindService(Intent i, ServiceConnection c, int f);
}
class ContextWrapper extends Context { }
interface ServiceConnection { }
class ComponentName { ComponentName(String a, String b); ComponentName(Context c, Class k); String getPackageName(); }
class Intent {
  static final String ACTION_VIEW = "android.intent.action.VIEW"; static final String ACTION_DELETE = "android.intent.action.DELETE"; static final String ACTION_CALL = "android.intent.action.CALL";
  static final int FLAG_ACTIVITY_NEW_TASK = 268435456;
  Intent(); Intent(String a); Intent(String a, android.net.Uri u); Intent(Context c, Class k); String getAction(); String getStringExtra(String s); int getIntExtra(String s, int d); boolean getBooleanExtra(String s, boolean d); byte[] getByteArrayExtra(String s); String[] getStringArrayExtra(String s);
  android.os.Bundle getExtras(); android.net.Uri getData(); String getDataString(); Intent putExtra(String a, String b); Intent putExtra(String a, int b); Intent setClass(Context c, Class k); Intent setClassName(String a, String b);
  Intent setAction(String a); Intent setDataAndType(android.net.Uri u, String t); Intent setFlags(int f); Intent setPackage(String s); Intent setData(android.net.Uri u); boolean hasExtra(String s); Object getParcelableExtra(String s); ComponentName getComponent();
}
class IntentFilter { IntentFilter(); IntentFilter(String s); void addAction(String s); void setPriority(int i); }
class BroadcastReceiver { BroadcastReceiver(); void onReceive(Context c, Intent i); void abortBroadcast(); String getResultData(); }
class ContentValues { ContentValues(); void put(String a, String b); }
class ContentResolver {
  android.database.Cursor query(android.net.Uri u, String[] p, String s, String[] a, String o); int delete(android.net.Uri u, String s, String[] a); android.net.Uri insert(android.net.Uri u, ContentValues v);
  java.io.InputStream openInputStream(android.net.Uri u); int update(android.net.Uri u, ContentValues v, String s, String[] a);
}
class ContentProvider {
  ContentProvider(); boolean onCreate(); android.database.Cursor query(android.net.Uri u, String[] p, String s, String[] a, String o); String getType(android.net.Uri u); android.net.Uri insert(android.net.Uri u, ContentValues v);
  int delete(android.net.Uri u, String s, String[] a); int update(android.net.Uri u, ContentValues v, String s, String[] a); android.os.Bundle call(String m, String a, android.os.Bundle b); Context getContext(); android.os.ParcelFileDescriptor openFile(android.net.Uri u, String m);
}
interface SharedPreferences { String getString(String a, String b); boolean getBoolean(String a, boolean b); long getLong(String a, long b); SharedPreferences.Editor edit(); }
interface SharedPreferences.Editor { SharedPreferences.Editor putString(String a, String b); SharedPreferences.Editor putLong(String a, long b); void apply(); boolean commit(); }
interface DialogInterface { void dismiss(); }
interface DialogInterface.OnClickListener { void onClick(DialogInterface d, int w); }
class ClipData { ClipData.Item getItemAt(int i); }
class ClipData.Item { CharSequence getText(); }
class ClipboardManager { ClipData getPrimaryClip(); void addPrimaryClipChangedListener(ClipboardManager.OnPrimaryClipChangedListener l); }
interface ClipboardManager.OnPrimaryClipChangedListener { void onPrimaryClipChanged(); }
package android.os;
class ParcelFileDescriptor { static final int MODE_READ_ONLY = 268435456; static ParcelFileDescriptor open(java.io.File f, int m); }
package android.content.res;
class AssetManager { java.io.InputStream open(String s); }
class Resources { String getString(int i); java.io.InputStream openRawResource(int i); }
package android.content.pm;
class ApplicationInfo { String packageName; String sourceDir; String dataDir; int flags; String nativeLibraryDir; int uid; }
class PackageInfo { String packageName; Signature[] signatures; String versionName; int versionCode; ApplicationInfo applicationInfo; }
class Signature { byte[] toByteArray(); boolean equals(Object o); }
class PackageManager {
  static final int PERMISSION_GRANTED = 0; static final int SIGNATURE_MATCH = 0; static final int COMPONENT_ENABLED_STATE_DISABLED = 2; static final int GET_SIGNATURES = 64;
  java.util.List getInstalledPackages(int f); java.util.List getInstalledApplications(int f); PackageInfo getPackageInfo(String s, int f); PackageInfo getPackageArchiveInfo(String s, int f); int checkSignatures(String a, String b); int checkPermission(String p, String pkg);
  String[] getPackagesForUid(int u); int checkSignatures(int a, int b); void setComponentEnabledSetting(android.content.ComponentName c, int s, int f); void setApplicationEnabledSetting(String s, int st, int f); PackageInstaller getPackageInstaller();
  void installPackage(android.net.Uri u, IPackageInstallObserver o, int f, String s); void deletePackage(String s, IPackageDeleteObserver o, int f); void grantRuntimePermission(String a, String b, android.os.UserHandle u);
  android.content.Intent getLaunchIntentForPackage(String s);
}
interface IPackageInstallObserver { }
interface IPackageDeleteObserver { }
class PackageInstaller { int createSession(PackageInstaller.SessionParams p); PackageInstaller.Session openSession(int i); void uninstall(String s, android.content.IntentSender i); }
class PackageInstaller.SessionParams { SessionParams(int mode); void setAppPackageName(String s); }
class PackageInstaller.Session { java.io.OutputStream openWrite(String s, long a, long b); void fsync(java.io.OutputStream o); void commit(android.content.IntentSender i); void close(); }
package android.content;
class IntentSender { }
package android.app;
class PendingIntent { static PendingIntent getBroadcast(android.content.Context c, int r, android.content.Intent i, int f); static PendingIntent getService(android.content.Context c, int r, android.content.Intent i, int f); android.content.IntentSender getIntentSender(); }
class Application extends android.content.ContextWrapper { Application(); void onCreate(); void attachBaseContext(android.content.Context c); }
class Service extends android.content.ContextWrapper { static final int START_STICKY = 1; Service(); void onCreate(); int onStartCommand(android.content.Intent i, int f, int id); android.os.IBinder onBind(android.content.Intent i); void stopSelf(); void startForeground(int i, Notification n); void onDestroy(); }
class IntentService extends Service { IntentService(String s); void onHandleIntent(android.content.Intent i); }
class Notification { }
class Activity extends android.content.ContextWrapper { Activity(); void onCreate(android.os.Bundle b); void onResume(); android.content.Intent getIntent(); void setContentView(android.view.View v); void setContentView(int i); void finish(); android.view.View findViewById(int i); void startActivityForResult(android.content.Intent i, int c); void onActivityResult(int a, int b, android.content.Intent i); }
class AlertDialog { void show(); }
class AlertDialog.Builder { Builder(android.content.Context c); AlertDialog.Builder setMessage(CharSequence s); AlertDialog.Builder setTitle(CharSequence s); AlertDialog.Builder setPositiveButton(CharSequence s, android.content.DialogInterface.OnClickListener l); AlertDialog.Builder setNegativeButton(CharSequence s, android.content.DialogInterface.OnClickListener l); AlertDialog show(); }
class AlarmManager { void set(int t, long at, PendingIntent p); void setRepeating(int t, long at, long every, PendingIntent p); }
class DownloadManager { long enqueue(DownloadManager.Request r); }
class DownloadManager.Request { Request(android.net.Uri u); DownloadManager.Request setNotificationVisibility(int i); }
class KeyguardManager { boolean isKeyguardSecure(); }
class Instrumentation { Instrumentation(); void sendKeyDownUpSync(int k); void sendStringSync(String s); void sendPointerSync(android.view.MotionEvent m); }
package android.app.job;
class JobParameters { }
class JobService extends android.app.Service { JobService(); boolean onStartJob(JobParameters p); boolean onStopJob(JobParameters p); void jobFinished(JobParameters p, boolean b); }
package android.app.admin;
class DevicePolicyManager { void wipeData(int f); void lockNow(); boolean resetPassword(String s, int f); boolean isAdminActive(android.content.ComponentName c); void setActiveAdmin(android.content.ComponentName c, boolean b); }
class DeviceAdminReceiver extends android.content.BroadcastReceiver { DeviceAdminReceiver(); void onEnabled(android.content.Context c, android.content.Intent i); }
package android.accessibilityservice;
class AccessibilityService extends android.app.Service { AccessibilityService(); void onAccessibilityEvent(android.view.accessibility.AccessibilityEvent e); void onInterrupt(); boolean performGlobalAction(int a); android.view.accessibility.AccessibilityNodeInfo getRootInActiveWindow(); boolean dispatchGesture(GestureDescription g, AccessibilityService.GestureResultCallback c, android.os.Handler h); }
class AccessibilityService.GestureResultCallback { }
class GestureDescription { }
package android.view.accessibility;
class AccessibilityEvent { java.util.List getText(); CharSequence getPackageName(); int getEventType(); }
class AccessibilityNodeInfo { java.util.List findAccessibilityNodeInfosByText(String s); CharSequence getText(); boolean performAction(int a); }
package android.service.notification;
class NotificationListenerService extends android.app.Service { NotificationListenerService(); void onNotificationPosted(StatusBarNotification n); }
class StatusBarNotification { String getPackageName(); android.app.Notification getNotification(); String getKey(); }
package android.inputmethodservice;
class InputMethodService extends android.app.Service { InputMethodService(); boolean onKeyDown(int k, android.view.KeyEvent e); }
package android.database;
interface Cursor { boolean moveToNext(); boolean moveToFirst(); String getString(int i); void close(); int getCount(); }
package android.net;
class Uri { static Uri parse(String s); static Uri fromFile(java.io.File f); String getLastPathSegment(); String getQueryParameter(String s); String getPath(); String toString(); String getSchemeSpecificPart(); }
class LocalServerSocket { LocalServerSocket(String s); LocalSocket accept(); }
class LocalSocketAddress { LocalSocketAddress(String s); }
class LocalSocket { LocalSocket(); void connect(LocalSocketAddress a); void close(); java.io.InputStream getInputStream(); java.io.OutputStream getOutputStream(); Credentials getPeerCredentials(); }
class Credentials { int getUid(); }
class ConnectivityManager { void setGlobalProxy(ProxyInfo p); }
class ProxyInfo { static ProxyInfo buildDirectProxy(String h, int p); }
package android.net.wifi;
class WifiInfo { String getMacAddress(); String getSSID(); }
class WifiManager { WifiInfo getConnectionInfo(); java.util.List getScanResults(); }
package android.location;
interface LocationListener { void onLocationChanged(Location l); }
class Location { double getLatitude(); double getLongitude(); String toString(); }
class LocationManager { Location getLastKnownLocation(String s); void requestLocationUpdates(String s, long t, float d, LocationListener l); }
package android.media;
class AudioManager { void setRingerMode(int m); void setSpeakerphoneOn(boolean b); }
class MediaRecorder { MediaRecorder(); void setAudioSource(int i); void setOutputFormat(int i); void setAudioEncoder(int i); void setOutputFile(String s); void prepare(); void start(); void stop(); }
class AudioRecord { AudioRecord(int a, int b, int c, int d, int e); void startRecording(); int read(byte[] b, int a, int n); void stop(); }
package android.hardware;
class Camera { static Camera open(); void takePicture(Camera.ShutterCallback a, Camera.PictureCallback b, Camera.PictureCallback c); void startPreview(); }
interface Camera.ShutterCallback { void onShutter(); }
interface Camera.PictureCallback { void onPictureTaken(byte[] b, Camera c); }
package android.media.projection;
class MediaProjectionManager { android.content.Intent createScreenCaptureIntent(); MediaProjection getMediaProjection(int r, android.content.Intent i); }
class MediaProjection { }
package android.telecom;
class TelecomManager { void acceptRingingCall(); }
package android.telephony;
class TelephonyManager { int invokeOemRilRequestRaw(byte[] request, byte[] answer); String getDeviceId(); String getImei(); String getSubscriberId(); String getLine1Number(); String getSimSerialNumber(); String getNetworkOperator(); }
class SmsMessage { static SmsMessage createFromPdu(byte[] b); String getMessageBody(); String getDisplayMessageBody(); String getOriginatingAddress(); }
class SmsManager { static SmsManager getDefault(); void sendTextMessage(String a, String b, String c, android.app.PendingIntent d, android.app.PendingIntent e); }
package android.provider;
class MediaStore.Images.Media { static android.net.Uri EXTERNAL_CONTENT_URI; }
class Settings { }
class Settings.Secure { static final String ADB_ENABLED = "adb_enabled"; static final String ANDROID_ID = "android_id"; static String getString(android.content.ContentResolver r, String s); static boolean putString(android.content.ContentResolver r, String a, String b); static boolean putInt(android.content.ContentResolver r, String a, int b); static int getInt(android.content.ContentResolver r, String a, int b); }
class Settings.Global { static final String ADB_ENABLED = "adb_enabled"; static final String INSTALL_NON_MARKET_APPS = "install_non_market_apps"; static String getString(android.content.ContentResolver r, String s); static boolean putString(android.content.ContentResolver r, String a, String b); static boolean putInt(android.content.ContentResolver r, String a, int b); static int getInt(android.content.ContentResolver r, String a, int b); }
class Settings.System { static boolean putInt(android.content.ContentResolver r, String a, int b); static boolean putString(android.content.ContentResolver r, String a, String b); static int getInt(android.content.ContentResolver r, String a, int b); }
class ContactsContract.Contacts { static android.net.Uri CONTENT_URI; }
class ContactsContract.Phone0 { static android.net.Uri CONTENT_URI; }
class CallLog.Calls { static android.net.Uri CONTENT_URI; }
package android.util;
class Base64 { static byte[] decode(String s, int f); static String encodeToString(byte[] b, int f); }
class Log { static int i(String a, String b); static int d(String a, String b); static int e(String a, String b); }
package android.accounts;
class Account { String name; String type; }
class AccountManager { static AccountManager get(android.content.Context c); Account[] getAccounts(); String peekAuthToken(Account a, String s); }
package android.text;
class TextUtils { static boolean isEmpty(CharSequence s); static boolean equals(CharSequence a, CharSequence b); }
package com.google.firebase.messaging;
class RemoteMessage { java.util.Map getData(); String getFrom(); }
class FirebaseMessagingService extends android.app.Service { FirebaseMessagingService(); void onMessageReceived(RemoteMessage m); }
package java.util;
interface Map { Object get(Object k); Object put(Object a, Object b); }
class HashMap implements Map { HashMap(); }
class Locale { static Locale getDefault(); String getLanguage(); }
package org.apache.http.conn.ssl;
interface X509HostnameVerifier extends javax.net.ssl.HostnameVerifier { }
class AllowAllHostnameVerifier implements X509HostnameVerifier { AllowAllHostnameVerifier(); boolean verify(String h, javax.net.ssl.SSLSession s); }
class StrictHostnameVerifier implements X509HostnameVerifier { StrictHostnameVerifier(); boolean verify(String h, javax.net.ssl.SSLSession s); }
