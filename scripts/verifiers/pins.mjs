// What the suite of verifiers brings, each at one version; of the two libraries in each language by the name of the library.

export const npmPackages = { standardwebhooks: "1.1.1", svix: "2.5.0" };

export const pythonPackages = { standardwebhooks: "1.1.0", svix: "2.9.1" };

export const goModules = {
  standardwebhooks: "github.com/standard-webhooks/standard-webhooks/libraries v0.0.1",
  svix: "github.com/svix/svix-webhooks v1.44.0",
};

export const crates = { standardwebhooks: "=1.0.1", svix: "=2.9.1", http: "=1.5.0" };

const central = "https://repo1.maven.org/maven2";
export const jars = {
  standardwebhooks: {
    url: `${central}/com/standardwebhooks/standardwebhooks/1.2.0/standardwebhooks-1.2.0.jar`,
    sha1: "30f5abe5fb4d79ba04e30a7c718b4184993f6852",
  },
  svix: {
    url: `${central}/com/svix/svix/1.99.1/svix-1.99.1.jar`,
    sha1: "e9afdfe91e266bc89a7e3ba15cbc18b1aad97392",
  },
};

/** What the first lines of docs/receivers/Receiver.java name. */
export const receiverJars = [
  {
    url: `${central}/org/apache/tomcat/embed/tomcat-embed-core/11.0.27/tomcat-embed-core-11.0.27.jar`,
    sha1: "30cc98777f843d290bbca645f15c54864cc64491",
  },
  {
    url: `${central}/org/apache/tomcat/tomcat-annotations-api/11.0.27/tomcat-annotations-api-11.0.27.jar`,
    sha1: "c833693d1f94ccd4c8237bf34ab9bb767ddba2d7",
  },
];

/** What the first lines of docs/receivers/receiver.rs name. */
export const receiverCrates = { base64: "=0.22.1", hmac: "=0.12.1", sha2: "=0.10.9", tiny_http: "=0.12.0" };
